"""Addresses of a sheet, HOST:PORT: chapter 2.7 [CHR-24], and host names [CHR-25]."""

import ipaddress
import re

from refusal import Refused, require

LABEL = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\Z")
PORT = re.compile(r"[1-9][0-9]{0,4}\Z")
OCTET = re.compile(r"(?:0|[1-9][0-9]{0,2})\Z")


def check_address(address):
    host, colon, port = address.rpartition(":")
    require(colon and PORT.match(port) and int(port) <= 65535, "%r has no port" % address)
    if host.startswith("["):
        require(host.endswith("]"), "%r lacks a bracket" % address)
        check_ipv6(host[1:-1])
    elif not is_ipv4(host):
        check_host_name(host)
    require(host != "0.0.0.0", "a wildcard")


def is_ipv4(host):
    parts = host.split(".")
    return len(parts) == 4 and all(OCTET.match(part) and int(part) <= 255 for part in parts)


def check_ipv6(host):
    require("%" not in host and "/" not in host, "%r has a zone" % host)
    try:
        number = int(ipaddress.IPv6Address(host))
    except ValueError:
        raise Refused("%r is no IPv6 address" % host)
    require(number not in (0, 0xFFFF << 32), "a wildcard")


def check_host_name(host):
    labels = host.split(".")
    require(len(host) <= 253 and all(LABEL.match(label) for label in labels), "%r is no host name" % host)
    require(not labels[-1][0].isdigit(), "%r ends like a number" % host)
