/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-resolver.h"

#include "libsipgo/base/sipgo-error.h"

/**
 * SipgoResolver:
 *
 * Looks up names for an agent: the NAPTR, SRV and address records by which it finds the servers of a domain (RFC 3263).
 *
 * The library has [class@SystemResolver], which asks the name servers of the system. An application may implement
 * another, in a script, too, and set it as [property@UserAgent:resolver]: for DNS over HTTPS, for a table of servers,
 * or for a test. The agent keeps the answers as long as their TTL allows.
 *
 * Since: 1.0
 */
G_DEFINE_INTERFACE (SipgoResolver, sipgo_resolver, G_TYPE_OBJECT)

static void
sipgo_resolver_default_init (SipgoResolverInterface *iface)
{
}

/**
 * sipgo_resolver_look_up:
 * @self: a resolver
 * @query: the resolver adds the records that it finds, and completes or fails the query
 *
 * Looks up a name. The agent gives up a query after some seconds.
 *
 * Since: 1.0
 */
void
sipgo_resolver_look_up (SipgoResolver *self, SipgoDnsQuery *query)
{
  SipgoResolverInterface *iface;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SIPGO_IS_RESOLVER (self));
  g_return_if_fail (SIPGO_IS_DNS_QUERY (query));
  iface = SIPGO_RESOLVER_GET_IFACE (self);
  if (iface->look_up)
    {
      iface->look_up (self, query);
      return;
    }
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "The resolver does not implement look_up ()");
  sipgo_dns_query_fail (query, error);
}
