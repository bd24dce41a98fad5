// Package procedure folds the acts of a proceeding into where it stands: its state, whose move it is, since when and
// until when, what each may do next, and what of it is proved.
//
// A proceeding is one running instance of a procedure of the charter. Its participants are fixed by the act that opened
// it, and its id is the id of that act. What happened is not what somebody says happened: it is read from the records of
// the participants, each of which every other participant holds. The fold is a pure function of the charter, the bodies
// held, the records held and the reader's clock, so two readers who hold the same compute the same. The rules are
// numbered in spec/6-procedure.md; the names F1 to F12 in comments are those of the rules there.
//
// # The words
//
// An act stands before another when it stands before it in the record of the other's author (F3). The fixed order (F4)
// puts acts that crossed into the order of the procedure's list. An act has effect when the state that the order reaches
// allows it. A deadline lapses when no act dated before it is left (F5); a silence counts only against a party that was
// served (F6). What is settled, or final for a lapse, does not change any more, whatever else arrives (F9, F10); it is
// confirmed when every other participant has vouched for the records that show it (F11). Only the proof that a party
// forked its record can dispute it, and that names the party (F12).
//
// # Reading order
//
// input.go and result.go are what goes in and comes out; fold.go joins the steps: marks.go, book.go and scan.go find the
// acts in the records, hand.go what is in hand and what stands before what, order.go and take.go the order and the
// effect, clock.go the deadlines, settle.go and confirm.go the proof, view.go, said.go and aside.go what a screen shows.
// plan.go reads the opening and fields.go the bodies. lint.go looks at a procedure by itself, prove.go and check.go at
// what an outsider has to be shown.
package procedure
