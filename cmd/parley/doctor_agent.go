package main

import (
	"parley"
	"parley/charter"
	"parley/internal/agent"
	"parley/internal/node"
)

// agents asks those that hold keys of the node whether they are there.
func (d *doctor) agents() {
	_, sheet, err := ownSheet(d.dir)
	if err != nil {
		return // said of the node
	}
	for _, role := range []string{"log", "cosigner"} {
		if socket := agentOf(d.config, role); socket != "" {
			d.agent(role, socket, keyIn(sheet, role))
		}
	}
}

func (d *doctor) agent(role, socket string, public []byte) {
	client := agent.New(socket, agentPatience)
	defer client.Close()
	key, err := client.Signer(public)
	if err == nil {
		err = key.Holds()
	}
	if err != nil {
		d.find(stateBad, "agent", "start it: parley agent; until then entries wait for a signature", "the %s key gives no signature: %s", role, parley.SentenceOf(err))
	} else {
		d.ok("agent", "the agent at %s holds the %s key", socket, role)
	}
	if _, path, err := keyOnSheet(d.dir, role, public); err == nil {
		d.find(stateBad, "agent", "move it to the account of the agent: "+node.ShellWord(path), "the %s key lies here too, where a thief of this account reads it", role)
	}
}

func keyIn(s *charter.Sheet, role string) []byte {
	if role == "log" {
		return s.Log
	}
	return s.Cosigner
}
