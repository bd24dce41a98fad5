package main

import (
	"net"
	"net/netip"

	"parley"
	"parley/charter"
)

// listenAddresses checks the address to listen on and returns what the sheet says.
func (f *initFlags) listenAddresses() ([]string, error) {
	host, port, err := net.SplitHostPort(f.listen)
	if err != nil || port == "" {
		return nil, parley.Errorf(parley.CodeBadSheet, "the listen address %.80q is not of the form HOST:PORT", f.listen)
	}
	addresses := f.addresses
	if len(addresses) == 0 {
		if wildcard(host) {
			return nil, parley.Errorf(parley.CodeBadSheet,
				"%s is a wildcard that no other party can dial; say with --address how this node is reached", f.listen)
		}
		addresses = []string{f.listen}
	}
	if len(addresses) > charter.MaxAddresses {
		return nil, parley.Errorf(parley.CodeBadSheet, "a sheet has at most %d addresses", charter.MaxAddresses)
	}
	for _, a := range addresses {
		if err := charter.CheckAddress(a); err != nil {
			return nil, err
		}
	}
	return addresses, nil
}

// httpAddress checks the address of the record and the metrics; without a host it is on loopback.
func (f *initFlags) httpAddress() (string, error) {
	if f.http == "" {
		return "", nil
	}
	host, port, err := net.SplitHostPort(f.http)
	if err != nil || port == "" {
		return "", parley.Errorf(parley.CodeBadSheet, "the address %.80q for --http is not of the form HOST:PORT", f.http)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}

func wildcard(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "" || err == nil && ip.Unmap().IsUnspecified()
}
