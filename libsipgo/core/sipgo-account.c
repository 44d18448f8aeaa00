/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-account-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/sipgo-core-enum-types.h"

/**
 * SipgoAccount:
 *
 * An identity of an agent at one provider: an address, the credentials that prove it, and the way to the provider's
 * servers. The properties `uri`, `credentials` … of a [class@UserAgent] are those of its own account; further accounts
 * are added by [method@UserAgent.add_account]. A [class@Registerer], [class@Inviter], [class@Messager],
 * [class@Subscriber] or [class@Publisher] acts as the agent's own account unless its property `account` is set, and
 * [property@Session:account] of an invitation says whom it is for.
 *
 * ```c
 * static SipgoRegisterer *
 * add_office (SipgoUserAgent *agent, GError **error)
 * {
 *   g_autoptr (SipgoAccount) office = sipgo_account_new ("sip:anna@office.example", error);
 *   g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("anna", "secret");
 *   SipgoRegisterer *registerer;
 *
 *   if (!office)
 *     return NULL;
 *   sipgo_account_set_credentials (office, credentials);
 *   sipgo_user_agent_add_account (agent, office);
 *   registerer = sipgo_registerer_new (agent);
 *   sipgo_registerer_set_account (registerer, office);
 *   return registerer;
 * }
 * ```
 *
 * ```python
 * office = Sipgo.Account.new("sip:anna@office.example", credentials=Sipgo.Credentials.new("anna", "secret"))
 * agent.add_account(office)
 * await Sipgo.Registerer.new(agent, account=office).register()
 * call = Sipgo.Inviter.new(agent, "sip:bob@office.example", account=office)
 * ```
 *
 * Since: 1.0
 */
struct _SipgoAccount
{
  GObject parent_instance;

  SipgoUri *uri;
  char *display_name;
  char *contact_name;
  SipgoCredentials *credentials;
  SipgoUri *outbound_proxy;
  GStrv outbound_proxies;           /* as they were set; NULL for none */
  SipgoUri *registrar;
  gboolean follow_redirects;
  SipgoGruu gruu;

  SipgoNameAddr *identity;
  char *contact_user;
  GPtrArray *routes;                /* SipgoNameAddr; or NULL */
  GPtrArray *edges;                 /* SipgoEdge: one at least */
  SipgoUri *public_gruu;            /* of the present registration; or NULL */
  SipgoUri *temporary_gruu;
};

G_DEFINE_FINAL_TYPE (SipgoAccount, sipgo_account, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_URI,
  PROP_DISPLAY_NAME,
  PROP_CONTACT_NAME,
  PROP_CREDENTIALS,
  PROP_OUTBOUND_PROXY,
  PROP_OUTBOUND_PROXIES,
  PROP_GRUU,
  PROP_REGISTRAR,
  PROP_FOLLOW_REDIRECTS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- who we are --------------------------------------------------------------------------------------------------- */

static void
update_identity (SipgoAccount *self)
{
  g_autoptr (SipgoUri) nobody = NULL;

  g_clear_pointer (&self->identity, sipgo_name_addr_unref);
  if (!self->uri)
    nobody = sipgo_uri_new ("sip", "anonymous", "anonymous.invalid", 0, NULL);
  self->identity = sipgo_name_addr_new (self->display_name, self->uri ? self->uri : nobody);
}

static void
update_contact_user (SipgoAccount *self)
{
  const char *user = self->contact_name;

  if (!user && self->uri)
    user = sipgo_uri_get_user (self->uri);
  g_free (self->contact_user);
  self->contact_user = g_uri_escape_string (user ? user : "anonymous", "&=+$,;?/!~*'()", FALSE);
}

SipgoNameAddr *
sipgo_account_get_identity (SipgoAccount *self)
{
  return self->identity;
}

const char *
sipgo_account_get_contact_user (SipgoAccount *self)
{
  return self->contact_user;
}

void
sipgo_account_draw_contact_name (SipgoAccount *self, SipgoRandom *random)
{
  g_autofree char *token = self->contact_name ? NULL : sipgo_random_dup_token (random, NULL);

  if (token)
    sipgo_account_set_contact_name (self, token);
}

void
sipgo_account_ensure_contact_user (SipgoAccount *self, SipgoRandom *random)
{
  if (!self->uri || !sipgo_uri_get_user (self->uri))
    sipgo_account_draw_contact_name (self, random);
}

static gboolean
is_same_record (SipgoUri *uri, SipgoUri *other)
{
  g_autofree char *record = sipgo_uri_get_aor (uri);
  g_autofree char *other_record = sipgo_uri_get_aor (other);

  return g_strcmp0 (record, other_record) == 0;
}

gboolean
sipgo_account_matches (SipgoAccount *self, SipgoMessage *request)
{
  SipgoUri *uri = sipgo_message_get_request_uri (request);
  SipgoNameAddr *to = sipgo_message_get_to (request);

  if (self->contact_name && g_strcmp0 (sipgo_uri_get_user (uri), self->contact_user) == 0)
    return TRUE;
  if (self->temporary_gruu && sipgo_uri_equal (self->temporary_gruu, uri))
    return TRUE;
  return self->uri && (is_same_record (self->uri, uri)
                       || (to && is_same_record (self->uri, sipgo_name_addr_get_uri (to))));
}

/* --- our GRUUs ---------------------------------------------------------------------------------------------------- */

static void
take_uri (SipgoUri **place, SipgoUri *uri)
{
  SipgoUri *former = *place;

  *place = uri ? sipgo_uri_ref (uri) : NULL;
  if (former)
    sipgo_uri_unref (former);
}

void
sipgo_account_take_gruus (SipgoAccount *self, SipgoUri *public_gruu, SipgoUri *temporary_gruu)
{
  take_uri (&self->public_gruu, public_gruu);
  take_uri (&self->temporary_gruu, temporary_gruu);
}

SipgoUri *
sipgo_account_find_gruu (SipgoAccount *self, gboolean is_secure, gboolean is_anonymous)
{
  SipgoUri *gruu = is_anonymous || self->gruu == SIPGO_GRUU_TEMPORARY ? self->temporary_gruu : self->public_gruu;

  if (self->gruu == SIPGO_GRUU_NONE || !gruu || sipgo_uri_is_secure (gruu) != is_secure)
    return NULL;
  return gruu;
}

/* --- the way to the provider -------------------------------------------------------------------------------------- */

void
sipgo_account_take_routes (SipgoAccount *self, GPtrArray *routes)
{
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  self->routes = routes;
}

static SipgoUri *
parse_proxy (const char *text, GError **error)
{
  g_autoptr (SipgoNameAddr) address = sipgo_name_addr_parse_typed (text, error);

  if (address && !sipgo_uri_get_host (sipgo_name_addr_get_uri (address)))
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not the SIP URI of a proxy", text);
  else if (address)
    return sipgo_uri_ref (sipgo_name_addr_get_uri (address));
  g_prefix_error_literal (error, "outbound-proxies: ");
  return NULL;
}

gboolean
sipgo_account_check (SipgoAccount *self, GError **error)
{
  guint i;

  for (i = 0; self->outbound_proxies && self->outbound_proxies[i]; i++)
    {
      g_autoptr (SipgoUri) uri = parse_proxy (self->outbound_proxies[i], error);

      if (!uri)
        return FALSE;
    }
  return TRUE;
}

/* The edge of a proxy that stays a member of the set keeps its flow. */
static SipgoEdge *
find_member (GPtrArray *edges, SipgoUri *uri)
{
  guint i;

  for (i = 0; i < edges->len; i++)
    {
      SipgoEdge *edge = edges->pdata[i];

      if (edge->is_of_set && sipgo_uri_equal (edge->uri, uri))
        return edge;
    }
  return NULL;
}

static void
update_edges (SipgoAccount *self)
{
  g_autoptr (GPtrArray) former = g_steal_pointer (&self->edges);
  guint i;

  self->edges = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_edge_unref);
  for (i = 0; self->outbound_proxies && self->outbound_proxies[i]; i++)
    {
      g_autoptr (SipgoUri) uri = parse_proxy (self->outbound_proxies[i], NULL);
      SipgoEdge *edge = uri ? find_member (former, uri) : NULL;

      if (uri && !find_member (self->edges, uri))
        g_ptr_array_add (self->edges, edge ? sipgo_edge_ref (edge) : sipgo_edge_new (uri, TRUE));
    }
  if (self->edges->len == 0)
    g_ptr_array_add (self->edges, sipgo_edge_new (self->outbound_proxy, FALSE));
}

GPtrArray *
sipgo_account_get_edges (SipgoAccount *self)
{
  return self->edges;
}

SipgoEdge *
sipgo_account_get_edge (SipgoAccount *self)
{
  guint i;

  for (i = 0; i < self->edges->len; i++)
    {
      if (((SipgoEdge *) self->edges->pdata[i])->flow)
        return self->edges->pdata[i];
    }
  return self->edges->pdata[0];
}

SipgoUri *
sipgo_account_get_next_hop (SipgoAccount *self, SipgoEdge *edge, SipgoUri *uri)
{
  SipgoUri *first = sipgo_edge_get_first (edge, self->routes);

  return first ? first : uri;
}

void
sipgo_account_add_routes (SipgoAccount *self, SipgoEdge *edge, SipgoMessage *message)
{
  sipgo_edge_add_routes (edge, self->routes, message);
}

static SipgoEdge *
find_hop (SipgoAccount *self, SipgoUri *hop)
{
  guint i;

  for (i = 0; i < self->edges->len; i++)
    {
      if (((SipgoEdge *) self->edges->pdata[i])->uri == hop)
        return self->edges->pdata[i];
    }
  return NULL;
}

static void
add_hops (SipgoAccount *self, SipgoEdge *first, gboolean have_flow, SipgoRoute *route)
{
  guint i;

  for (i = 0; i < self->edges->len; i++)
    {
      SipgoEdge *edge = self->edges->pdata[i];

      if (edge != first && (edge->flow != NULL) == have_flow)
        sipgo_route_add_hop (route, edge->uri);
    }
}

void
sipgo_account_widen_route (SipgoAccount *self, SipgoUri *hop, gboolean to_others, SipgoRoute *route)
{
  SipgoEdge *edge = find_hop (self, hop);

  if (!edge || !edge->is_outbound)
    return;
  if (edge->flow)
    sipgo_route_prefer (route, edge->flow);
  if (!to_others || !edge->is_of_set)
    return;
  add_hops (self, edge, TRUE, route);
  add_hops (self, edge, FALSE, route);
}

void
sipgo_account_change_routes (SipgoAccount *self, SipgoUri *hop, SipgoMessage *message)
{
  SipgoEdge *known = find_hop (self, hop);
  g_autoptr (SipgoEdge) edge = known ? sipgo_edge_ref (known) : sipgo_edge_new (hop, TRUE);

  sipgo_message_remove (message, SIPGO_HEADER_ROUTE);
  sipgo_account_add_routes (self, edge, message);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_account_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoAccount *self = SIPGO_ACCOUNT (object);

  switch (id)
    {
    case PROP_URI:
      g_value_set_boxed (value, self->uri);
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, self->display_name);
      break;
    case PROP_CONTACT_NAME:
      g_value_set_string (value, self->contact_name);
      break;
    case PROP_CREDENTIALS:
      g_value_set_boxed (value, self->credentials);
      break;
    case PROP_OUTBOUND_PROXY:
      g_value_set_boxed (value, self->outbound_proxy);
      break;
    case PROP_OUTBOUND_PROXIES:
      g_value_set_boxed (value, self->outbound_proxies);
      break;
    case PROP_GRUU:
      g_value_set_enum (value, self->gruu);
      break;
    case PROP_REGISTRAR:
      g_value_set_boxed (value, self->registrar);
      break;
    case PROP_FOLLOW_REDIRECTS:
      g_value_set_boolean (value, self->follow_redirects);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoAccount *self = SIPGO_ACCOUNT (object);

  switch (id)
    {
    case PROP_URI:
      sipgo_account_set_uri (self, g_value_get_boxed (value));
      break;
    case PROP_DISPLAY_NAME:
      sipgo_account_set_display_name (self, g_value_get_string (value));
      break;
    case PROP_CONTACT_NAME:
      sipgo_account_set_contact_name (self, g_value_get_string (value));
      break;
    case PROP_CREDENTIALS:
      sipgo_account_set_credentials (self, g_value_get_boxed (value));
      break;
    case PROP_OUTBOUND_PROXY:
      sipgo_account_set_outbound_proxy (self, g_value_get_boxed (value));
      break;
    case PROP_OUTBOUND_PROXIES:
      sipgo_account_set_outbound_proxies (self, (const char *const *) g_value_get_boxed (value));
      break;
    case PROP_GRUU:
      sipgo_account_set_gruu (self, g_value_get_enum (value));
      break;
    case PROP_REGISTRAR:
      sipgo_account_set_registrar (self, g_value_get_boxed (value));
      break;
    case PROP_FOLLOW_REDIRECTS:
      sipgo_account_set_follow_redirects (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_account_finalize (GObject *object)
{
  SipgoAccount *self = SIPGO_ACCOUNT (object);

  g_clear_pointer (&self->uri, sipgo_uri_unref);
  g_clear_pointer (&self->credentials, sipgo_credentials_unref);
  g_clear_pointer (&self->outbound_proxy, sipgo_uri_unref);
  g_clear_pointer (&self->registrar, sipgo_uri_unref);
  g_clear_pointer (&self->identity, sipgo_name_addr_unref);
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  g_clear_pointer (&self->edges, g_ptr_array_unref);
  sipgo_account_take_gruus (self, NULL, NULL);
  g_strfreev (self->outbound_proxies);
  g_free (self->display_name);
  g_free (self->contact_name);
  g_free (self->contact_user);
  G_OBJECT_CLASS (sipgo_account_parent_class)->finalize (object);
}

static void
sipgo_account_class_init (SipgoAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_account_get_property;
  object_class->set_property = sipgo_account_set_property;
  object_class->finalize = sipgo_account_finalize;

  /**
   * SipgoAccount:uri:
   *
   * The address-of-record, such as `sip:anna@example.com`: From of its requests. %NULL by default: anonymous.
   *
   * Since: 1.0
   */
  props[PROP_URI] = g_param_spec_boxed ("uri", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoAccount:display-name:
   *
   * The name that is shown beside the address. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_DISPLAY_NAME] = g_param_spec_string ("display-name", NULL, NULL, NULL, flags);
  /**
   * SipgoAccount:contact-name:
   *
   * The user part of the Contact. It tells the calls of one account from those of another, so it is drawn at random for
   * an account that is added to an agent without one. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_CONTACT_NAME] = g_param_spec_string ("contact-name", NULL, NULL, NULL, flags);
  /**
   * SipgoAccount:credentials:
   *
   * The user name and password that answer digest challenges; %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_CREDENTIALS] = g_param_spec_boxed ("credentials", NULL, NULL, SIPGO_TYPE_CREDENTIALS, flags);
  /**
   * SipgoAccount:outbound-proxy:
   *
   * The proxy that every request outside a call goes to first. Its URI says the transport, too, such as
   * `sip:edge.example.com;transport=tls`. %NULL by default: none. Not used while [property@Account:outbound-proxies]
   * are set.
   *
   * Since: 1.0
   */
  props[PROP_OUTBOUND_PROXY] = g_param_spec_boxed ("outbound-proxy", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoAccount:outbound-proxies:
   *
   * The edge proxies of the provider, each as a SIP URI: the outbound-proxy-set of RFC 5626. A [class@Registerer] keeps
   * a flow and a registration to each of them, so that the line stays reachable when one fails; two to four make sense.
   * Requests outside calls go over a flow that lives, to the first proxy in the list that has one; when it does not
   * answer, they go on to the next proxy. None by default.
   *
   * [method@UserAgent.start] and [method@Registerer.register] fail when one cannot be read. A change holds for the next
   * [method@Registerer.register] on, and for all other requests at once.
   *
   * Since: 1.0
   */
  props[PROP_OUTBOUND_PROXIES] = g_param_spec_boxed ("outbound-proxies", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoAccount:gruu:
   *
   * Which GRUU stands in the Contact of its requests and responses: a URI that leads to this agent wherever it is, also
   * over another flow than the one that a call began over (RFC 5627 section 4.4). %SIPGO_GRUU_PUBLIC by default, as
   * that section recommends. A GRUU is asked for only where the Contact of the REGISTER has
   * [property@UserAgent:instance-id]: with
   * [property@Account:outbound-proxies], [property@Registerer:reg-id] or [property@UserAgent:instance-id-always-added].
   * Without one, the Contact has the address of this agent. `NONE` is for a provider whose registrar gives GRUUs that
   * its proxies do not route: what the peer sends in a call does not arrive there.
   *
   * Since: 1.0
   */
  props[PROP_GRUU] = g_param_spec_enum ("gruu", NULL, NULL, SIPGO_TYPE_GRUU, SIPGO_GRUU_PUBLIC, flags);
  /**
   * SipgoAccount:registrar:
   *
   * Where its REGISTER requests are sent, when this is not the domain of [property@Account:uri]. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_REGISTRAR] = g_param_spec_boxed ("registrar", NULL, NULL, SIPGO_TYPE_URI, flags);
  /**
   * SipgoAccount:follow-redirects:
   *
   * Whether a request that is redirected (300, 301 or 302) goes to the addresses in the response, the preferred one
   * first (RFC 3261 8.1.3.4). %FALSE by default: the request ends with the 3xx, and the application decides, since the
   * other address may cost money.
   *
   * An address is tried once, and at most 15 are tried; a request to a SIPS URI goes to SIPS URIs only. Requests in a
   * dialog and REGISTER are not redirected.
   *
   * Since: 1.0
   */
  props[PROP_FOLLOW_REDIRECTS] = g_param_spec_boolean ("follow-redirects", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_account_init (SipgoAccount *self)
{
  update_identity (self);
  update_contact_user (self);
  self->gruu = SIPGO_GRUU_PUBLIC;
  self->edges = g_ptr_array_new ();
  update_edges (self);
}

/**
 * sipgo_account_new:
 * @uri: the address-of-record, such as `sip:anna@example.com`
 *
 * Makes an account; [method@UserAgent.add_account] gives it to an agent.
 *
 * Fails when @uri is not a SIP URI.
 *
 * Returns: (transfer full): the account
 *
 * Since: 1.0
 */
SipgoAccount *
sipgo_account_new (const char *uri, GError **error)
{
  g_autofree char *display_name = NULL;
  g_autoptr (SipgoUri) parsed = NULL;
  SipgoAccount *self;

  g_return_val_if_fail (uri != NULL, NULL);
  parsed = sipgo_name_addr_parse_target (uri, &display_name, error);
  if (!parsed)
    return NULL;
  self = sipgo_account_new_for_uri (parsed);
  sipgo_account_set_display_name (self, display_name);
  return self;
}

/**
 * sipgo_account_new_for_uri:
 * @uri: the address-of-record
 *
 * Makes an account; [method@UserAgent.add_account] gives it to an agent.
 *
 * Returns: (transfer full): the account
 *
 * Since: 1.0
 */
SipgoAccount *
sipgo_account_new_for_uri (SipgoUri *uri)
{
  g_return_val_if_fail (uri != NULL, NULL);
  return g_object_new (SIPGO_TYPE_ACCOUNT, "uri", uri, NULL);
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

static void
tell_change (SipgoAccount *self, guint property)
{
  if (property == PROP_URI || property == PROP_DISPLAY_NAME)
    update_identity (self);
  if (property == PROP_URI || property == PROP_CONTACT_NAME)
    update_contact_user (self);
  if (property == PROP_OUTBOUND_PROXY)
    update_edges (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

static void
set_uri (SipgoAccount *self, SipgoUri **place, SipgoUri *uri, guint property)
{
  if (*place == uri)
    return;
  g_clear_pointer (place, sipgo_uri_unref);
  *place = uri ? sipgo_uri_ref (uri) : NULL;
  tell_change (self, property);
}

static void
set_text (SipgoAccount *self, char **place, const char *text, guint property)
{
  if (g_strcmp0 (*place, text) == 0)
    return;
  g_free (*place);
  *place = g_strdup (text);
  tell_change (self, property);
}

/**
 * sipgo_account_get_uri:
 * @self: an account
 *
 * The address-of-record.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_account_get_uri (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), NULL);
  return self->uri;
}

/**
 * sipgo_account_set_uri:
 * @self: an account
 * @uri: (nullable): the address-of-record
 *
 * Sets [property@Account:uri].
 *
 * Since: 1.0
 */
void
sipgo_account_set_uri (SipgoAccount *self, SipgoUri *uri)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  set_uri (self, &self->uri, uri, PROP_URI);
}

/**
 * sipgo_account_get_display_name:
 * @self: an account
 *
 * The name beside the address.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_account_get_display_name (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), NULL);
  return self->display_name;
}

/**
 * sipgo_account_set_display_name:
 * @self: an account
 * @display_name: (nullable): the name
 *
 * Sets [property@Account:display-name].
 *
 * Since: 1.0
 */
void
sipgo_account_set_display_name (SipgoAccount *self, const char *display_name)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  g_return_if_fail (!display_name || sipgo_header_value_is_safe (display_name));
  set_text (self, &self->display_name, display_name, PROP_DISPLAY_NAME);
}

/**
 * sipgo_account_get_contact_name:
 * @self: an account
 *
 * The user part of the Contact.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_account_get_contact_name (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), NULL);
  return self->contact_name;
}

/**
 * sipgo_account_set_contact_name:
 * @self: an account
 * @contact_name: (nullable): the user part
 *
 * Sets [property@Account:contact-name].
 *
 * Since: 1.0
 */
void
sipgo_account_set_contact_name (SipgoAccount *self, const char *contact_name)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  g_return_if_fail (!contact_name || sipgo_header_value_is_safe (contact_name));
  set_text (self, &self->contact_name, contact_name, PROP_CONTACT_NAME);
}

/**
 * sipgo_account_get_credentials:
 * @self: an account
 *
 * The user name and password.
 *
 * Returns: (transfer none) (nullable): the credentials, or %NULL
 *
 * Since: 1.0
 */
SipgoCredentials *
sipgo_account_get_credentials (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), NULL);
  return self->credentials;
}

/**
 * sipgo_account_set_credentials:
 * @self: an account
 * @credentials: (nullable): user name and password
 *
 * Sets [property@Account:credentials].
 *
 * Since: 1.0
 */
void
sipgo_account_set_credentials (SipgoAccount *self, SipgoCredentials *credentials)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  if (self->credentials == credentials)
    return;
  g_clear_pointer (&self->credentials, sipgo_credentials_unref);
  self->credentials = credentials ? sipgo_credentials_ref (credentials) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CREDENTIALS]);
}

/**
 * sipgo_account_get_outbound_proxy:
 * @self: an account
 *
 * The proxy that requests outside a call go to first.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_account_get_outbound_proxy (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), NULL);
  return self->outbound_proxy;
}

/**
 * sipgo_account_set_outbound_proxy:
 * @self: an account
 * @outbound_proxy: (nullable): the address of the proxy
 *
 * Sets [property@Account:outbound-proxy].
 *
 * Since: 1.0
 */
void
sipgo_account_set_outbound_proxy (SipgoAccount *self, SipgoUri *outbound_proxy)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  set_uri (self, &self->outbound_proxy, outbound_proxy, PROP_OUTBOUND_PROXY);
}

/**
 * sipgo_account_get_outbound_proxies:
 * @self: an account
 *
 * The edge proxies to which the account has a flow each.
 *
 * Returns: (transfer full) (nullable): SIP URIs, the preferred one first; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_account_get_outbound_proxies (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), NULL);
  return g_strdupv (self->outbound_proxies);
}

/**
 * sipgo_account_set_outbound_proxies:
 * @self: an account
 * @outbound_proxies: (nullable) (array zero-terminated=1): SIP URIs, the preferred one first
 *
 * Sets [property@Account:outbound-proxies].
 *
 * Since: 1.0
 */
void
sipgo_account_set_outbound_proxies (SipgoAccount *self, const char *const *outbound_proxies)
{
  GStrv former;

  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  former = self->outbound_proxies;
  self->outbound_proxies = outbound_proxies && outbound_proxies[0] ? g_strdupv ((GStrv) outbound_proxies) : NULL;
  g_strfreev (former);
  update_edges (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OUTBOUND_PROXIES]);
}

/**
 * sipgo_account_get_gruu:
 * @self: an account
 *
 * Which GRUU stands in the Contact.
 *
 * Returns: the kind of GRUU
 *
 * Since: 1.0
 */
SipgoGruu
sipgo_account_get_gruu (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), SIPGO_GRUU_NONE);
  return self->gruu;
}

/**
 * sipgo_account_set_gruu:
 * @self: an account
 * @gruu: the kind of GRUU
 *
 * Sets [property@Account:gruu].
 *
 * Since: 1.0
 */
void
sipgo_account_set_gruu (SipgoAccount *self, SipgoGruu gruu)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  g_return_if_fail (gruu <= SIPGO_GRUU_TEMPORARY);
  if (self->gruu == gruu)
    return;
  self->gruu = gruu;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRUU]);
}

/**
 * sipgo_account_get_registrar:
 * @self: an account
 *
 * Where the REGISTER requests are sent.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_account_get_registrar (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), NULL);
  return self->registrar;
}

/**
 * sipgo_account_set_registrar:
 * @self: an account
 * @registrar: (nullable): the address of the registrar
 *
 * Sets [property@Account:registrar].
 *
 * Since: 1.0
 */
void
sipgo_account_set_registrar (SipgoAccount *self, SipgoUri *registrar)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  set_uri (self, &self->registrar, registrar, PROP_REGISTRAR);
}

/**
 * sipgo_account_get_follow_redirects:
 * @self: an account
 *
 * Whether redirections are followed.
 *
 * Returns: %TRUE when they are
 *
 * Since: 1.0
 */
gboolean
sipgo_account_get_follow_redirects (SipgoAccount *self)
{
  g_return_val_if_fail (SIPGO_IS_ACCOUNT (self), FALSE);
  return self->follow_redirects;
}

/**
 * sipgo_account_set_follow_redirects:
 * @self: an account
 * @follow_redirects: whether to follow redirections
 *
 * Sets [property@Account:follow-redirects].
 *
 * Since: 1.0
 */
void
sipgo_account_set_follow_redirects (SipgoAccount *self, gboolean follow_redirects)
{
  g_return_if_fail (SIPGO_IS_ACCOUNT (self));
  if (self->follow_redirects == !!follow_redirects)
    return;
  self->follow_redirects = !!follow_redirects;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FOLLOW_REDIRECTS]);
}
