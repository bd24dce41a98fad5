package form

import (
	"fmt"
	"math"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"parley/charter"
)

// The types of what rules see, besides those of CEL. No expression can name them.
const (
	typeBody     = "@body"     // its fields by name; a table is a list of "@body.<table>"
	typeConstant = "@constant" // the charter's constants by name, each an int
	typeNotice   = "@notice"   // body, time, status and party of an earlier notice
	typePlace    = "@place"    // kind, precision, points, metres, words
	typePoint    = "@point"    // lat, lon in 0.00001 degrees
)

// fixed are the types that every form has.
var fixed = map[string]map[string]*types.Type{
	typeNotice: {"body": types.NewObjectType(typeBody), "time": types.TimestampType, "status": types.StringType, "party": types.StringType},
	typePlace: {"kind": types.StringType, "precision": types.IntType, "points": types.NewListType(types.NewObjectType(typePoint)),
		"metres": types.IntType, "words": types.StringType},
	typePoint: {"lat": types.IntType, "lon": types.IntType},
}

// kindTypes are the types of fields; a table's is made for it.
var kindTypes = map[string]*types.Type{
	charter.KindText:      types.StringType,
	charter.KindNumber:    types.IntType,
	charter.KindTime:      types.TimestampType,
	charter.KindDuration:  types.DurationType,
	charter.KindChoice:    types.StringType,
	charter.KindParty:     types.StringType,
	charter.KindReference: types.StringType,
	charter.KindPlace:     types.NewObjectType(typePlace),
}

// A vocabulary is the types of one form, by name and field.
type vocabulary map[string]map[string]*types.Type

// vocabularyOf returns the types that the rules of s see.
func vocabularyOf(c *charter.Charter, s *charter.Schema) vocabulary {
	v := vocabulary{typeBody: {}, typeConstant: {}}
	for name, fields := range fixed {
		v[name] = fields
	}
	for _, k := range c.Constants {
		v[typeConstant][k.Name] = types.IntType
	}
	v.add(typeBody, s.Fields)
	return v
}

func (v vocabulary) add(name string, fields []charter.Field) {
	v[name] = map[string]*types.Type{}
	for _, f := range fields {
		if f.Kind == charter.KindTable {
			row := name + "." + f.Name
			v.add(row, f.Columns)
			v[name][f.Name] = types.NewListType(types.NewObjectType(row))
			continue
		}
		v[name][f.Name] = kindTypes[f.Kind]
	}
}

// FindStructType says which types there are.
func (v vocabulary) FindStructType(name string) (*types.Type, bool) {
	if _, ok := v[name]; !ok {
		return nil, false
	}
	return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
}

// FindStructFieldNames says which fields a type has.
func (v vocabulary) FindStructFieldNames(name string) ([]string, bool) {
	fields, ok := v[name]
	var out []string
	for f := range fields {
		out = append(out, f)
	}
	return out, ok
}

// FindStructFieldType says of which type a field is, so that a field that is not there and one that is misused are
// errors of the compiler.
func (v vocabulary) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	t, ok := v[name][field]
	return &types.FieldType{Type: t}, ok
}

// EnumValue: there are no enumerations.
func (v vocabulary) EnumValue(name string) ref.Val { return types.NewErr("there is no %s", name) }

// FindIdent: types are no values.
func (v vocabulary) FindIdent(string) (ref.Val, bool) { return nil, false }

// NewValue: rules make no values of these types.
func (v vocabulary) NewValue(name string, _ map[string]ref.Val) ref.Val {
	return types.NewErr("a rule makes no %s", name)
}

// language is the part of CEL that rules are written in, the same for every form: no floating point, no bytes, no regular
// expressions, no conversions, no time zones [FORM-20].
func language() []cel.EnvOption {
	var functions []*env.Function
	for _, name := range []string{operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.Conditional,
		operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals,
		operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo, operators.Negate,
		operators.In, operators.Index, operators.NotStrictlyFalse,
		overloads.Size, overloads.Contains, overloads.StartsWith, overloads.EndsWith} {
		functions = append(functions, env.NewFunction(name))
	}
	for name, ids := range map[string][]string{
		overloads.TypeConvertDuration:  {overloads.StringToDuration},
		overloads.TypeConvertTimestamp: {overloads.StringToTimestamp},
		overloads.TimeGetFullYear:      {overloads.TimestampToYear},
		overloads.TimeGetMonth:         {overloads.TimestampToMonth},
		overloads.TimeGetDate:          {overloads.TimestampToDayOfMonthOneBased},
		overloads.TimeGetDayOfWeek:     {overloads.TimestampToDayOfWeek},
		overloads.TimeGetHours:         {overloads.TimestampToHours, overloads.DurationToHours},
		overloads.TimeGetMinutes:       {overloads.TimestampToMinutes, overloads.DurationToMinutes},
		overloads.TimeGetSeconds:       {overloads.TimestampToSeconds, overloads.DurationToSeconds},
	} {
		var only []*env.Overload
		for _, id := range ids {
			only = append(only, env.NewOverload(id, nil, nil))
		}
		functions = append(functions, env.NewFunction(name, only...))
	}
	return []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(env.NewLibrarySubset().AddIncludedFunctions(functions...))),
		cel.HomogeneousAggregateLiterals(),
		cel.DefaultUTCTimeZone(true),
		cel.StrictTimestampParsing(true),
		cel.ParserExpressionSizeLimit(maxWhen),
		cel.ParserRecursionLimit(maxDepth),
		unit("days", 24*time.Hour), unit("hours", time.Hour), unit("minutes", time.Minute),
		cel.Function("sum", cel.Overload("sum_list_int", []*cel.Type{cel.ListType(cel.IntType)}, cel.IntType, cel.UnaryBinding(sum))),
	}
}

// unit is a function that makes a duration of so many units, at most a hundred years.
func unit(name string, d time.Duration) cel.EnvOption {
	return cel.Function(name, cel.Overload(name+"_int", []*cel.Type{cel.IntType}, cel.DurationType, cel.UnaryBinding(func(v ref.Val) ref.Val {
		n := int64(v.(types.Int))
		if limit := int64(MaxDuration * time.Millisecond / d); n < -limit || n > limit {
			return types.NewErr("%s(%d) is over a hundred years", name, n)
		}
		return types.Duration{Duration: time.Duration(n) * d}
	})))
}

// sum adds up a list of integers; that of an empty list is 0.
func sum(v ref.Val) ref.Val {
	var total int64
	for it := v.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		n := int64(it.Next().(types.Int))
		if n > 0 && total > math.MaxInt64-n || n < 0 && total < math.MinInt64-n {
			return types.NewErr("the sum is out of range")
		}
		total += n
	}
	return types.Int(total)
}

// environment returns the language with what the rules of one form see.
func environment(base *cel.Env, v vocabulary) (*cel.Env, error) {
	e, err := base.Extend(
		cel.CustomTypeProvider(v),
		cel.Variable("body", cel.ObjectType(typeBody)),
		cel.Variable("time", cel.TimestampType),
		cel.Variable("party", cel.StringType),
		cel.Variable("status", cel.StringType),
		cel.Variable("constant", cel.ObjectType(typeConstant)),
		cel.Variable("earlier", cel.ListType(cel.ObjectType(typeNotice))),
		cel.Variable("others", cel.ListType(cel.ObjectType(typeNotice))),
		cel.Variable("changed", cel.ListType(cel.StringType)),
		cel.Variable("compared", cel.BoolType))
	if err != nil {
		return nil, fmt.Errorf("the language of rules: %w", err)
	}
	return e, nil
}
