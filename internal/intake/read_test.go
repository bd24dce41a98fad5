package intake

import (
	"fmt"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/charters"
	"parley/form"
)

func formNamed(t testing.TB, text, name string) *form.Form {
	t.Helper()
	c, err := charter.Parse(charters.Text(text))
	if err != nil {
		t.Fatal(err)
	}
	return form.Of(c, name)
}

func launches(t testing.TB) *form.Form { return formNamed(t, "launch-notification", "launch") }

const head = "vehicle,window_start,window_end,launch_given_as,launch_area,impact_given_as,impact_area,remarks\n"
const row = "space,2030-03-01T06:00Z,2030-03-03T06:00Z,words,words the cape,circle,\"circle 57,161 radius 60000\",\"one, two\"\n"

const properties = `"vehicle":"space","window_start":"2030-03-01T06:00Z","window_end":"010600Z MAR 30","launch_given_as":"words","launch_area":"words the cape","impact_given_as":"circle","launches":2`

func collection(features ...string) string {
	return `{"type":"FeatureCollection","name":"x","features":[` + strings.Join(features, ",") + `]}`
}

func aFeature(geometry, more string) string {
	return `{"type":"Feature","id":7,"properties":{` + properties + more + `},"geometry":` + geometry + `}`
}

// Each row of a table and each feature is a body that its form takes, with the place that it has.
func TestRead(t *testing.T) {
	f := launches(t)
	for name, c := range map[string]struct{ text, place, want string }{
		"a table":                          {head + row + row, "", "circle 57.00000,161.00000 radius 60000"},
		"with semicolons":                  {"\ufeffvehicle;window_start;window_end;launch_given_as;launch_area;impact_given_as;impact_area\r\nspace;2030-03-01T06:00Z;2030-03-03T06:00Z;words;words the cape;circle;circle 57,161 radius 60000\r\n", "", "circle 57.00000,161.00000 radius 60000"},
		"cells of a table in it":           {"changes[0].field,changes[0].reason," + head + "window_end,late," + row, "", "circle 57.00000,161.00000 radius 60000"},
		"a point":                          {collection(aFeature(`{"type":"Point","coordinates":[161,57.000004,0]}`, `,"radius_m":60000,"precision_m":100`)), "impact_area", "circle 57.00000,161.00000 radius 60000 precision 100"},
		"a line":                           {aFeature(`{"type":"LineString","coordinates":[[179,1],[180,2]]}`, `,"width_m":9000`), "impact_area", "route 1.00000,179.00000 2.00000,-180.00000 width 9000"},
		"clockwise corners":                {collection(aFeature(`{"type":"Polygon","coordinates":[[[20,50],[20,51],[21,51],[20,50]]]}`, ``)), "impact_area", "polygon 50.00000,20.00000 51.00000,21.00000 51.00000,20.00000"},
		"corners as the standard has them": {collection(aFeature(`{"type":"Polygon","coordinates":[[[20,50],[21,51],[20,51],[20,50]]]}`, `,"remarks":null`)), "impact_area", "polygon 50.00000,20.00000 51.00000,21.00000 51.00000,20.00000"},
	} {
		bodies, faults, err := Read(f, []byte(c.text), c.place)
		if err != nil || len(faults) > 0 || len(bodies) == 0 {
			t.Errorf("%s: %v, %v", name, err, faults)
			continue
		}
		for _, b := range bodies {
			if p, _ := form.Get[form.Place](b.Fields, "impact_area"); p.String() != c.want {
				t.Errorf("%s: the place is %s", name, p)
			}
			if _, err := f.Encode(b); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// "Errors named by row, nothing half imported": one bad row, and there is no body; its fault names the row and the field.
func TestFaults(t *testing.T) {
	f := launches(t)
	long := `{"type":"LineString","coordinates":[` + strings.Repeat("[1,2],[2,3],", 200) + `[1,2]]}`
	for says, text := range map[string]string{
		`row 3: the field "window_start" is "soon"`:                          head + row + strings.Replace(row, "2030-03-01T06:00Z", "soon", 1),
		`row 3: the field "vehicle"`:                                         head + row + strings.Replace(row, "space", "", 1) + row,
		`row 2: the field "launch_given_as"`:                                 head + strings.Replace(row, ",words,", ",somewhere,", 1),
		`row 3: it has 3 values, the first row has 8 names`:                  head + row + "a,b,c\n",
		`row 2: the place "impact_area"`:                                     head + strings.Replace(row, "radius 60000", "radius none", 1),
		`row 1: the place "impact_area": it is a Point without the property`: collection(aFeature(`{"type":"Point","coordinates":[161,57]}`, "")),
		`row 2: the place "impact_area": it is a "MultiPolygon"`:             collection(aFeature("null", `,"impact_area":"words a"`), aFeature(`{"type":"MultiPolygon","coordinates":[]}`, "")),
		`it is a Polygon of 2 rings`:                                         collection(aFeature(`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]],[[0,0],[1,0],[1,1],[0,0]]]}`, "")),
		`point 1 lies nowhere`:                                               collection(aFeature(`{"type":"LineString","coordinates":[[1,2],[200,3]]}`, "")),
		`point 0 has a height`:                                               collection(aFeature(`{"type":"LineString","coordinates":[[1,2,300],[2,3,300]]}`, "")),
		`are not nested`:                                                     collection(aFeature(`{"type":"LineString","coordinates":[[[1,2]],[2,3]]}`, "")),
		`it has 401 points`:                                                  collection(aFeature(long, "")),
		`the property "radius_m" is -1`:                                      collection(aFeature(`{"type":"Point","coordinates":[161,57]}`, `,"radius_m":-1`)),
		`row 1: there is no field "fid" here`:                                collection(aFeature("null", `,"fid":7`)),
		`the property "vehicle" stands twice`:                                collection(aFeature("null", `,"vehicle":"space"`)),
		`there is a geometry for it`:                                         collection(aFeature(`{"type":"Point","coordinates":[161,57]}`, `,"radius_m":5,"impact_area":"words a"`)),
		`row 1: the field "impact_area"`:                                     collection(aFeature("null", "")),
		`row 2: it is a "Point" and no Feature`:                              collection(aFeature("null", `,"impact_area":"words a"`), `{"type":"Point","coordinates":[1,2]}`),
	} {
		bodies, faults, err := Read(f, []byte(text), "impact_area")
		if err != nil || len(bodies) > 0 || len(faults) == 0 || !strings.Contains(fmt.Sprint(faults), says) {
			t.Errorf("%s: %d bodies, %v, %v", says, len(bodies), faults, err)
		}
	}
}

// What is no such file, and what is too much, is refused as a whole.
func TestRefused(t *testing.T) {
	f := launches(t)
	for _, c := range []struct {
		text, place string
		code        parley.Code
	}{
		{"", "", parley.CodeBadMessage}, {head, "", parley.CodeBadMessage}, {"nothing\n1\n", "", parley.CodeBadMessage}, {"vehicle,vehicle\na,b\n", "", parley.CodeBadMessage}, {"vehicle\n\"a\n", "", parley.CodeBadEncoding},
		{"vehicle\n\xff\n", "", parley.CodeBadMessage}, {"{", "", parley.CodeBadEncoding}, {`{"type":"Topology"}`, "", parley.CodeBadEncoding}, {collection(), "impact_area", parley.CodeBadMessage},
		{collection(aFeature("null", "")), "", parley.CodeUsage}, {collection(aFeature("null", "")), "vehicle", parley.CodeUsage}, {strings.Repeat(" ", MaxFile+1), "", parley.CodeTooLarge},
		{head + strings.Repeat(row, MaxRows+1), "", parley.CodeTooLarge}, {collection(strings.Split(strings.Repeat("{} ", MaxRows+1), " ")[:MaxRows+1]...), "impact_area", parley.CodeTooLarge},
	} {
		if bodies, faults, err := Read(f, []byte(c.text), c.place); parley.CodeOf(err) != c.code || len(bodies) > 0 || len(faults) > 0 {
			t.Errorf("%.60q: %v, %d bodies, %v", c.text, err, len(bodies), faults)
		}
	}
	if _, _, err := Read(formNamed(t, "launch-notification", "text"), []byte(head+row), ""); err == nil {
		t.Error("a form without fields is read")
	}
	if bodies, _, err := Read(f, []byte(head+strings.Repeat(row, MaxRows)), ""); err != nil || len(bodies) != MaxRows {
		t.Errorf("%d bodies, %v", len(bodies), err)
	}
	if _, faults, _ := Read(f, []byte(head+strings.Repeat("x\n", MaxRows)), ""); len(faults) != maxFaults {
		t.Errorf("%d faults are named", len(faults))
	}
}

// Whatever the file: no panic, and what is taken its form encodes; faults and bodies never come together.
func FuzzRead(f *testing.F) {
	f.Add([]byte(head + row))
	f.Add([]byte(collection(aFeature(`{"type":"Point","coordinates":[161,57]}`, `,"radius_m":5`))))
	f.Add([]byte(aFeature(`{"type":"Polygon","coordinates":[[[20,50],[20,51],[21,51],[20,50]]]}`, ``)))
	launch := launches(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		bodies, faults, err := Read(launch, text, "impact_area")
		if len(bodies) > 0 && (len(faults) > 0 || err != nil) {
			t.Fatalf("%d bodies with %v, %v", len(bodies), faults, err)
		}
		for _, b := range bodies {
			if _, err := launch.Encode(b); err != nil {
				t.Fatal(err)
			}
		}
	})
}
