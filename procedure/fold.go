package procedure

// Fold computes where a proceeding stands. It refuses what cannot be folded at all: a charter whose language of
// procedures this version does not read, an opening whose body is not here or that opens nothing.
func Fold(in Input) (*Result, error) { return nil, nil }
