// Package verdict checks an evidence file and says in words what it proves and what it does not. It is what parley-verify
// and every other surface that reads such a file say, so that no two of them can say it differently.
package verdict

import "parley/record"

// Check judges an evidence file of at most record.MaxEvidence bytes (a longer one fails), and folds the proceeding that it is
// about. fingerprint is as for record.VerifyEvidence; the error, with code usage, is about it alone [REC-18, REC-89].
func Check(b []byte, fingerprint string) (*record.Report, error) {
	r, err := record.VerifyEvidence(b, fingerprint)
	if err != nil {
		return nil, err
	}
	Fold(r)
	return r, nil
}
