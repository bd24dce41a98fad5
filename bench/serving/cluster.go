package serving

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Share makes a second node of a party that does not run and whose record a database server keeps. The nodes listen for lines at the
// two addresses, and are called by the party's id with -a and -b behind it.
func (p *Party) Share(lines [2]string) error {
	a := p.Nodes[0]
	b := &Process{Dir: a.Dir + "-b", Log: a.Dir + "-b.log", Program: a.Program, Env: a.Env}
	p.Nodes = append(p.Nodes, b)
	for _, d := range []string{"", ".high-water"} {
		if out, err := exec.Command("cp", "-a", a.Dir+d, b.Dir+d).CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	at, err := Free(4)
	if err != nil {
		return err
	}
	for i, n := range p.Nodes {
		n.HTTP = at[2*i+1]
		if err := n.Configure("listen: "+lines[0]+"\n", "listen: "+lines[i]+"\n", `http: ""`, fmt.Sprintf("http: %q", n.HTTP), a.Dir+".high-water", n.Dir+".high-water"); err != nil {
			return err
		}
		if err := n.add(fmt.Sprintf("cluster: {name: \"%s-%c\", listen: %q}\n", p.ID, 'a'+i, at[2*i])); err != nil {
			return err
		}
	}
	return nil
}

// Configure replaces each word of the node's configuration by the one that follows it in the list.
func (p *Process) Configure(words ...string) error {
	file := filepath.Join(p.Dir, "config.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(strings.NewReplacer(words...).Replace(string(text))), 0o600)
}

// add adds lines to the node's configuration.
func (p *Process) add(lines string) error {
	f, err := os.OpenFile(filepath.Join(p.Dir, "config.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.WriteString(lines)
	return err
}
