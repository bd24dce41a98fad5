package charter

import (
	"bytes"
	"crypto/ed25519"
	"strings"

	"parley"
)

// dayMillis is a day of notice.
const dayMillis = parley.Millis(86_400_000)

// A Withdrawal is the statement by which the root of a party withdraws it from a charter. It needs nobody's consent, and
// nothing but a later edition that names the party, and that its root signs like every other, undoes it.
type Withdrawal struct {
	Charter parley.Hash    // charter id
	Edition parley.Hash    // edition id of the newest edition that the party signed
	Party   parley.PartyID // who leaves
	From    parley.Millis  // when; see Effect
	Line    string         // signature line of the root, without its LF
}

var withdrawalWords = []string{"charter", "edition", "party", "from"}

// Text returns what the root signs.
func (w *Withdrawal) Text() []byte {
	return statementText(WithdrawalTitle, withdrawalWords, []string{w.Charter.String(), w.Edition.String(), string(w.Party), w.From.String()})
}

// Encode returns the statement: the text, an empty line, and the root's signature line.
func (w *Withdrawal) Encode() []byte { return append(append(w.Text(), '\n'), w.Line+"\n"...) }

// SignWithdrawal signs w with the root key of its party, sets its Line, and returns the statement's bytes.
func SignWithdrawal(root parley.Signer, w *Withdrawal) ([]byte, error) {
	if err := w.check(); err != nil {
		return nil, err
	}
	line, err := SignAsRoot(root, w.Party, w.Text())
	if err != nil {
		return nil, err
	}
	w.Line = strings.TrimSuffix(line, "\n")
	return w.Encode(), nil
}

// ParseWithdrawal reads a withdrawal of at most wire.MaxStatement bytes and holds it to its shape [CHR-51]. It checks no
// signature; Check does.
func ParseWithdrawal(b []byte) (*Withdrawal, error) {
	values, lines, err := splitStatement(b, WithdrawalTitle, withdrawalWords)
	if err != nil {
		return nil, err
	}
	if len(lines) != 1 {
		return nil, badStatement("has %d signature lines, not one", len(lines))
	}
	w := &Withdrawal{Party: parley.PartyID(values[2]), Line: lines[0]}
	if w.Charter, err = parley.ParseHash(values[0]); err == nil {
		w.Edition, err = parley.ParseHash(values[1])
	}
	if err == nil {
		w.From, err = parley.ParseMillis(values[3])
	}
	if err == nil {
		err = w.check()
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadCharter, "the statement of a withdrawal cannot be read")
	}
	if signer, err := RootLine(w.Line); err != nil || signer != w.Party {
		return nil, parley.Wrap(err, parley.CodeBadSignature, "the withdrawal of %s is not signed by its root", w.Party)
	}
	if !bytes.Equal(w.Encode(), b) {
		return nil, badStatement("is not written in the one way that there is")
	}
	return w, nil
}

func (w *Withdrawal) check() error {
	if w.From < parley.EarliestMillis || w.From > parley.MaxMillis {
		return badStatement("names a date before 2020 or one that cannot be written")
	}
	return parley.CheckName("party", string(w.Party))
}

// Check holds that w is of the charter with that id and signed by root, the root key of its party [CHR-52].
func (w *Withdrawal) Check(charter parley.Hash, root ed25519.PublicKey) error {
	if w.Charter != charter {
		return badStatement("withdraws %s from the charter %s, not from %s", w.Party, w.Charter, charter)
	}
	return CheckRootLine(w.Party, root, w.Text(), w.Line)
}

// Effect returns when w takes effect, given the date of the leaf by which the party entered it in its record and the days
// of notice of the edition that it names: at the date that it names, or at the end of the notice, whichever is later
// [CHR-53].
func (w *Withdrawal) Effect(entered parley.Millis, days int) parley.Millis {
	return max(w.From, EndOfNotice(entered, days))
}

// EndOfNotice returns when so many days of notice that begin at a date end.
func EndOfNotice(begin parley.Millis, days int) parley.Millis {
	return min(begin+parley.Millis(days)*dayMillis, parley.MaxMillis)
}
