package procedure

// Fold computes where a proceeding stands. It refuses what cannot be folded at all: a charter whose language of
// procedures this version does not read, an opening whose body is not here or that opens nothing. It keeps nothing and
// changes nothing in in.
func Fold(in Input) (*Result, error) {
	pl, err := newPlan(&in)
	if err != nil {
		return nil, err
	}
	return newJudge(&in, pl).result(), nil
}
