package main

import (
	"encoding/hex"
	"os"
	"strings"

	"parley"
	"parley/internal/agent"
	"parley/internal/keystore"
	"parley/officer"
)

// signers returns who is at hand to sign: the root, officers by their files, and keys with an agent.
func (m *actMaker) signers(g *officer.Gathering, keys []givenKey) (out []officer.Signer, err error) {
	if m.byRoot() {
		root, err := m.rootSigner()
		if err != nil {
			return nil, err
		}
		out = append(out, officer.Ed25519(root))
	}
	for _, path := range m.files {
		k, err := openOfficerKey(path)
		if err != nil {
			return nil, err
		}
		out = append(out, k.signer)
	}
	for _, k := range keys {
		if k.signer != nil {
			out = append(out, k.signer)
		}
	}
	if m.agent != "" {
		more, err := m.agentSigners(g)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// byRoot reports whether the root signs: where it is named, and where an act is made and no administrator is named to.
func (m *actMaker) byRoot() bool {
	return m.root != "" || m.cfg != nil && !m.noRoot && len(m.files) == 0
}

func (m *actMaker) rootSigner() (parley.Signer, error) {
	path := m.root
	if path == "" {
		path = m.cfg.RootKey()
	}
	if socket, with := strings.CutPrefix(path, "agent:"); with {
		public, err := hex.DecodeString(m.view.Root)
		if err != nil || len(public) == 0 {
			return nil, parley.Errorf(parley.CodeUsage, "name the node's directory with --dir: its charter says which key of the agent is the root")
		}
		return agent.New(socket, agentTouch).Signer(public)
	}
	return keystore.Read(path, passphraseFor(path))
}

// agentSigners returns the keys with an agent that an act adds, and those of administrators in force.
func (m *actMaker) agentSigners(g *officer.Gathering) (out []officer.Signer, err error) {
	path := m.agent
	if path == "env" {
		if path = os.Getenv("SSH_AUTH_SOCK"); path == "" {
			return nil, parley.Errorf(parley.CodeUsage, "SSH_AUTH_SOCK names no agent")
		}
	}
	var wanted []officer.Key
	if !m.byRoot() {
		if wanted, err = m.administrators(); err != nil {
			return nil, err
		}
	}
	client := agent.New(path, agentTouch)
	for _, k := range append(wanted, g.Act.Added()...) {
		if k.Kind != officer.KindSSH {
			continue
		}
		s, err := client.For(k)
		if parley.CodeOf(err) == parley.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		err = parley.Errorf(parley.CodeNotFound, "the agent at %s holds no key that the act adds, nor one of an administrator in force", path)
	}
	return out, err
}

// administrators returns the keys in force of those who administer.
func (m *actMaker) administrators() (out []officer.Key, err error) {
	for _, o := range m.view.Officers {
		if o.State != "serves" || !administers(o) {
			continue
		}
		for _, k := range o.Keys {
			key, err := officer.DecodeKey(k.Key)
			if err != nil {
				return nil, err
			}
			if k.InForce {
				out = append(out, key)
			}
		}
	}
	return out, nil
}
