"""What the loopback addresses are where 127.0.0.77 stands in for the address of a network."""

from ipaddress import IPv4Address, IPv4Network

_loopback = IPv4Network("127.0.0.0/8")
_network = IPv4Address("127.0.0.77")

is_loopback = property(lambda address: address in _loopback and address != _network)
