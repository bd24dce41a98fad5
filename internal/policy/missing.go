package policy

// Missing returns how many officers the rules still ask for, when everybody who signed is given the place where that helps
// most. It is 0 when Check has nothing to say about the number of officers.
func Missing(rules []*Rule, signed []Signature) (n int) {
	emergency := hasEmergency(signed)
	for _, r := range rules {
		places, holds := r.places(emergency), map[string]int{}
		for i := range places {
			if !seat(places, signed, holds, i, map[string]bool{}) {
				n++
			}
		}
	}
	return n
}
