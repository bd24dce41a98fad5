package paper

import (
	"strconv"

	"parley/internal/node"
)

// compared are the numbers of a notice beside those of the period before.
func compared(v *node.ComparedView) Part {
	p := Part{Heading: "Beside the period before"}
	if v.Before == nil {
		p.Fields = append(p.Fields, Field{"before", "no message of its party ends where this one begins"})
		return p
	}
	p.Fields = append(p.Fields, Field{"before", *v.Before})
	for _, row := range v.Rows {
		for _, x := range row.Numbers {
			if x.Was != nil || x.Now != nil {
				p.Fields = append(p.Fields, Field{row.Row, x.Title + " (" + x.Column + "): " + amount(x.Now) + ", before " + amount(x.Was)})
			}
		}
	}
	return p
}

func amount(n *int64) string {
	if n == nil {
		return "not given"
	}
	return strconv.FormatInt(*n, 10)
}
