# SPDX-License-Identifier: LGPL-2.1-or-later
"""A network of two namespaces: the phones are here, behind the interface "phone"; the servers are in the namespace "servers", one
of them is the name server."""
import os
import subprocess

from rig import HERE, Process, RigCase, enter_namespaces, is_bound, needs, until

# The kernel says only after a while that the interface is up, which is a change of the network for an agent that has started.
SETUP = """
mkdir -p /run/netns && mount -t tmpfs none /run/netns
ip link set lo up
ip netns add servers
ip link add phone type veth peer name wire netns servers
ip -n servers link set wire up && ip -n servers link set lo up
ip link set phone up
for address in {phones}; do ip addr add $address dev phone nodad; done
for address in {servers}; do ip -n servers addr add $address dev wire nodad; done
printf 'nameserver {names}\\noptions timeout:1 attempts:1\\n' > {folder}/resolv.conf
printf 'hosts: files dns\\n' > {folder}/nsswitch.conf
for name in resolv.conf nsswitch.conf; do mount --bind {folder}/$name "$(readlink -f /etc/$name)"; done
until ip link show phone | grep -q "state UP"; do sleep 0.05; done
"""


def enter(folder, phones, servers, more=""):
    """phones, servers: their addresses with prefix lengths; the first server is for names. The folder has to last as long as the
    test."""
    needs("kamailio", "kamailio")
    needs("dnsmasq", "dnsmasq-base")
    needs("ip", "iproute2")
    enter_namespaces(SETUP.format(folder=folder, phones=" ".join(phones), servers=" ".join(servers),
                                  names=servers[0].split("/")[0]) + more)


def run(script):
    subprocess.run(["sh", "-e", "-c", script], check=True)


class ServersCase(RigCase):
    def in_servers(self, name, *command, port, protocol="udp"):
        process = self.keep(Process(name, "ip", "netns", "exec", "servers", *command, is_killed=True))
        until(lambda: is_bound(port, protocol, process.process.pid) or process.process.poll() is not None, 10, f"{name} listens")
        self.assertIsNone(process.process.poll(), f"{name} has ended")
        return process

    def dnsmasq(self, address, records):
        self.in_servers("dnsmasq", "/usr/sbin/dnsmasq", "--no-daemon", "--user=root", "--conf-file=/dev/null", "--no-resolv",
                        "--no-hosts", "--pid-file", f"--listen-address={address}", "--bind-interfaces", "--local=/example.com/",
                        "--local-ttl=60", *(f"--{record}" for record in records), port=53)

    def proxy(self, name, port, *arguments):
        """A Kamailio of proxies.cfg; arguments: its listeners and definitions, one of them at this TCP port."""
        folder = self.path(name)
        os.mkdir(folder)
        return self.in_servers(name, "/usr/sbin/kamailio", "-f", os.path.join(HERE, "proxies.cfg"), "-DD", "-E", "-m", "32", "-M", "8",
                               "-Y", folder, "-P", os.path.join(folder, "pid"), *arguments, port=port, protocol="tcp")
