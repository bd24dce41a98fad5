package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"parley"
	"parley/charter"
)

// Limits of rules [FORM-22].
const (
	MaxCost    = 100_000 // of one evaluation, in CEL's units
	MaxEarlier = 256     // notices that a rule sees: the last ones
	maxWhen    = 4 << 10 // characters of an expression
	maxDepth   = 32      // nesting of an expression
)

// Rules are the rules of all forms of one edition, ready to be evaluated. They hold no state: any number of goroutines
// may use them.
type Rules struct {
	charter  *charter.Charter
	forms    map[string][]compiled
	constant map[string]any
}

// A compiled rule is ready to be evaluated.
type compiled struct {
	*charter.Rule
	program cel.Program
	figures []charter.Constant // that it names
}

// Compile makes the rules of c ready. The error names the line of the first rule that is no expression of the language,
// uses a field or constant that is not there or not of that type, or gives no truth value [FORM-19].
func Compile(c *charter.Charter) (*Rules, error) {
	r := &Rules{charter: c, forms: map[string][]compiled{}, constant: map[string]any{}}
	for _, k := range c.Constants {
		r.constant[k.Name] = int64(k.Value)
	}
	if !slices.ContainsFunc(c.Schemas, func(s charter.Schema) bool { return len(s.Rules) > 0 }) {
		return r, nil
	}
	base, err := cel.NewCustomEnv(language()...)
	if err != nil {
		return nil, err
	}
	for i := range c.Schemas {
		if err := r.compileForm(base, &c.Schemas[i]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *Rules) compileForm(base *cel.Env, s *charter.Schema) error {
	if len(s.Rules) == 0 {
		return nil
	}
	e, err := environment(base, vocabularyOf(r.charter, s))
	if err != nil {
		return err
	}
	for i := range s.Rules {
		rule := &s.Rules[i]
		checked, sentence := check(e, rule.When)
		if sentence != "" {
			return parley.Errorf(parley.CodeBadCharter, "line %d: the rule %q of the form %q: %s", rule.Line, rule.Name, s.Form, sentence)
		}
		program, err := e.Program(checked, cel.CostLimit(MaxCost), cel.CostTracking(sumCost{}))
		if err != nil {
			return parley.Wrap(err, parley.CodeBadCharter, "line %d: the rule %q of the form %q cannot be evaluated", rule.Line, rule.Name, s.Form)
		}
		r.forms[s.Form] = append(r.forms[s.Form], compiled{rule, program, r.figures(checked)})
	}
	return nil
}

// check compiles an expression; the sentence says what is wrong with it.
func check(e *cel.Env, when string) (*cel.Ast, string) {
	checked, issues := e.Compile(when)
	if err := issues.Err(); err != nil {
		first := issues.Errors()[0]
		message := strings.Join(strings.Fields(strings.ReplaceAll(first.Message, " (in container '')", "")), " ")
		return nil, fmt.Sprintf("%s, at character %d of `when`", message, first.Location.Column()+1)
	}
	if checked.OutputType() != cel.BoolType {
		return nil, "`when` gives a " + checked.OutputType().String() + ", not true or false"
	}
	for _, t := range checked.NativeRep().TypeMap() {
		if s := strange(t); s != "" {
			return nil, "`when` uses the type " + s + ", which rules do not have"
		}
	}
	return checked, ""
}

// strange returns the name of a type in t that rules do not have.
func strange(t *types.Type) string {
	switch t.Kind() {
	case types.DoubleKind, types.UintKind, types.BytesKind, types.NullTypeKind, types.AnyKind, types.TypeKind, types.MapKind:
		return t.String()
	}
	for _, p := range t.Parameters() {
		if s := strange(p); s != "" {
			return s
		}
	}
	return ""
}

// figures returns the constants that an expression names, in ascending order of their names.
func (r *Rules) figures(checked *cel.Ast) []charter.Constant {
	named := map[string]charter.Constant{}
	ast.PreOrderVisit(checked.NativeRep().Expr(), ast.NewExprVisitor(func(x ast.Expr) {
		if x.Kind() != ast.SelectKind || x.AsSelect().Operand().Kind() != ast.IdentKind || x.AsSelect().Operand().AsIdent() != "constant" {
			return
		}
		for _, k := range r.charter.Constants {
			if k.Name == x.AsSelect().FieldName() {
				named[k.Name] = k
			}
		}
	}))
	var out []charter.Constant
	for _, name := range slices.Sorted(maps.Keys(named)) {
		out = append(out, named[name])
	}
	return out
}

// unchecked returns the names of those that nobody has checked.
func unchecked(figures []charter.Constant) (out []string) {
	for _, k := range figures {
		if k.Unchecked {
			out = append(out, k.Name)
		}
	}
	return out
}

// sumCost counts one unit for each element that sum adds.
type sumCost struct{}

// CallCost returns the cost of a call, nil for those that CEL knows.
func (sumCost) CallCost(function, _ string, args []ref.Val, _ ref.Val) *uint64 {
	if function != "sum" {
		return nil
	}
	n, _ := args[0].(traits.Lister).Size().(types.Int)
	return new(uint64(n) + 1)
}
