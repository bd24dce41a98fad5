"""Passkeys: chapters 7.2 and 7.3."""

import base64
import hashlib
import json
import re

import cbor
import hosts
import shape
from refusal import Refused, require

P256, P256_Y = bytes.fromhex("a5010203262001215820"), bytes.fromhex("225820")
ED25519 = bytes.fromhex("a4010103272006215820")
ORIGIN = re.compile(r"(https?)://([^:/]+)(?::([1-9][0-9]{0,4}))?\Z", re.ASCII)
PROOF = shape.fields(("authenticator data", shape.octets), ("client data", shape.octets))
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read(public):
    """Whether it is on P-256, and the point [OFF-4]."""
    if public.startswith(ED25519) and len(public) == 42:
        return False, public[10:]
    require(public.startswith(P256) and len(public) == 77 and public[42:45] == P256_Y, "no COSE_Key of the two forms")
    return True, b"\x04" + public[10:42] + public[45:]


def check_extra(rp_id, origins):
    """[OFF-5]"""
    hosts.check_host_name(rp_id)
    require(rp_id == rp_id.lower(), "an rp id in capitals")
    require(1 <= len(origins) <= 8 and len(set(origins)) == len(origins), "not 1 to 8 origins, or one twice")
    for origin in origins:
        check_origin(rp_id, origin)


def check_origin(rp_id, origin):
    match = ORIGIN.match(origin)
    require(match and len(origin.encode("utf-8")) <= 300, "%r is no origin" % origin)
    scheme, host, port = match.groups()
    hosts.check_host_name(host)
    require(host == host.lower() and (host == rp_id or host.endswith("." + rp_id)), "an origin of another host")
    require(scheme == "https" or rp_id == "localhost", "an origin without https")
    require(port is None or int(port) <= 65535, "a port that is none")


def signed(text, extra, evidence):
    """The flags, and what a passkey signs [OFF-11]."""
    values = cbor.decode(evidence, 1024)
    PROOF(values, "evidence")
    authenticator, client = values
    require(len(authenticator) == 37, "authenticator data of another length")
    require(authenticator[:32] == hashlib.sha256(extra["rp-id"].encode("utf-8")).digest(), "another relying party")
    check_client(client, hashlib.sha256(text).digest(), extra["origins"])
    return authenticator[32], authenticator + hashlib.sha256(client).digest()


def check_client(client, challenge, origins):
    """[OFF-12]"""
    data = read_object(client)
    expected = base64.urlsafe_b64encode(challenge).decode("ascii").rstrip("=")
    require(data.get("type") == "webauthn.get", "of another type")
    require(data.get("challenge") == expected, "of another challenge")
    require(isinstance(data.get("origin"), str) and data["origin"] in origins, "of another origin")
    require(data.get("crossOrigin", False) is False and "topOrigin" not in data, "in a frame of another origin")


def read_object(octets):
    try:
        text = octets.decode("utf-8")
        value = json.loads(text, object_pairs_hook=unique, parse_constant=no_constant)
    except ValueError:
        raise Refused("client data that are not JSON in UTF-8")
    require(type(value) is dict, "client data that are no object")
    require(not SURROGATE.search(text.replace("\\\\", "")), "an escape of a surrogate")
    return value


def unique(pairs):
    require(len(dict(pairs)) == len(pairs), "a name twice")
    return dict(pairs)


def no_constant(word):
    raise Refused(word + " is not JSON")
