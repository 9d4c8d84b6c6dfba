"""Read by Python at its start: the program runs as if 127.0.0.77 were the address of a network."""

from ipaddress import IPv4Address

from stand_in import is_loopback

IPv4Address.is_loopback = is_loopback
