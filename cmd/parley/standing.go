package main

import (
	"context"
	"fmt"

	"parley/internal/node"
)

// The roles of a node among those of its party.
const (
	roleAlone    = "alone"    // it shares no database
	roleLeader   = "leader"   // it has the record and the lines
	roleFollower = "follower" // it passes on to the leader what its users ask
	roleWaiting  = "waiting"  // nobody leads that it reaches
)

// A memberStanding says which part a node has among those of its party.
type memberStanding struct {
	Role       string `json:"role"`
	Node       string `json:"node"`   // its name among them; empty where it is alone
	Leader     string `json:"leader"` // empty: none is known
	Generation int64  `json:"generation"`
	Sentence   string `json:"sentence"`
}

// A stander knows how this node stands, and has the node itself where it leads or is alone.
type stander interface {
	standing() (memberStanding, *node.Node)
	alerts(context.Context) []node.AlertView
}

// aloneStands is a node that shares no database.
type aloneStands struct{ n *node.Node }

func alone(n *node.Node) stander { return aloneStands{n} }

func (a aloneStands) standing() (memberStanding, *node.Node) {
	return memberStanding{Role: roleAlone, Sentence: "this node is the only one of its party"}, a.n
}

func (a aloneStands) alerts(context.Context) []node.AlertView { return a.n.Alerts() }

func leads(name string, generation int64) memberStanding {
	return memberStanding{roleLeader, name, name, generation, fmt.Sprintf("%s leads in generation %d", name, generation)}
}

func follows(name, leader string, generation int64) memberStanding {
	return memberStanding{roleFollower, name, leader, generation, fmt.Sprintf("%s follows %s, which leads in generation %d", name, leader, generation)}
}

func waits(name, why string) memberStanding {
	return memberStanding{Role: roleWaiting, Node: name, Sentence: fmt.Sprintf("%s waits: %s", name, why)}
}
