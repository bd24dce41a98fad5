package charter

import "parley"

// The columns that tables of questions, of answers [CHR-36] and of those who open jointly have.
const (
	ColumnID       = "id"       // of a question: a required text
	ColumnParty    = "party"    // of those who open jointly or are listed: a required party [CHR-62]
	ColumnQuestion = "question" // of an answer: a required text, the id of a question
	ColumnStatus   = "status"   // of an answer: a required choice among the following
	ColumnFinding  = "finding"  // of a finding: a required choice [CHR-65]
)

// What an answer says of its question.
const (
	StatusAnswered      = "answered"
	StatusRefused       = "refused"
	StatusNotApplicable = "not-applicable"
	StatusContested     = "contested"
)

var statuses = map[string]bool{StatusAnswered: true, StatusRefused: true, StatusNotApplicable: true, StatusContested: true}

// checkQuestions holds that f is a table of questions.
func checkQuestions(f *Field) error {
	if !f.requires(ColumnID, KindText) {
		return badCharter("questions are the rows of a table in the form of the opening, with a required text `%s`", ColumnID)
	}
	return nil
}

// checkAnswers holds that f is a table of answers.
func checkAnswers(f *Field) error {
	if !f.requires(ColumnQuestion, KindText) || !f.requires(ColumnStatus, KindChoice) {
		return badCharter("answers are the rows of a table in the form of the act, with a required text `%s` and a required choice `%s`", ColumnQuestion, ColumnStatus)
	}
	for _, o := range f.Column(ColumnStatus).Choices {
		if !statuses[o.Value] {
			return badCharter("the choice `%s` of the answers has the value %q; it may have %s, %s, %s and %s", ColumnStatus, o.Value,
				StatusAnswered, StatusRefused, StatusNotApplicable, StatusContested)
		}
	}
	return nil
}

// requires reports whether f is a table whose rows must have the column of that kind.
func (f *Field) requires(column, kind string) bool {
	if f == nil || f.Kind != KindTable {
		return false
	}
	col := f.Column(column)
	return col != nil && col.Kind == kind && col.Required
}

// checkFinds holds that f is a table of findings [CHR-65].
func checkFinds(f *Field) error {
	if !f.requires(ColumnQuestion, KindText) || !f.requires(ColumnFinding, KindChoice) {
		return badCharter("findings are the rows of a table in the form of the act, with a required text `%s` and a required choice `%s`", ColumnQuestion, ColumnFinding)
	}
	return nil
}

// checkJoint holds that f is a table of parties [CHR-62].
func checkJoint(f *Field) error {
	if !f.requires(ColumnParty, KindParty) {
		return badCharter("a joint or listed role names a table in the form of the opening, with a required party `%s`", ColumnParty)
	}
	return nil
}

// checkPartyField holds that each message of the form names a party in that field.
func checkPartyField(c *Charter, form, name string) error {
	if f := c.Schema(form).Field(name); f == nil || f.Kind != KindParty || !f.Required {
		return parley.Errorf(parley.CodeBadCharter, "the form %q has no required field %.40q of the kind party", form, name)
	}
	return nil
}
