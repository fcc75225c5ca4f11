package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kilolayer/kilolayer/datasets/internal/arrays"
)

// readNodes reads a table of nodes whose first column is the id, and one edge from the first node to the last.
func readNodes(choice Choice, header string, rows ...string) (*Result, error) {
	r := New("nodes.csv", "column", choice)
	names := strings.Split(header, ";")
	var columns []int
	for _, name := range names[1:] {
		columns = append(columns, r.Nodes.Column(name, Stated{}))
	}
	first, last := "", ""
	for i, row := range rows {
		fields := strings.Split(row, ";")
		if err := r.Node(fields[0], i+2); err != nil {
			return nil, err
		}
		for j, column := range columns {
			r.Nodes.Set(column, fields[j+1])
		}
		if last = fields[0]; i == 0 {
			first = last
		}
	}
	if err := r.Edge(first, last, Directed, 2); err != nil {
		return nil, err
	}
	return r.Done()
}

func as(role Role, names ...string) Choice {
	var c Choice
	for _, name := range names {
		c.Roles = append(c.Roles, Given{Column: name, Role: role, Option: "With" + string(role), Nodes: true})
	}
	return c
}

func with(c Choice, change func(*Choice)) Choice {
	change(&c)
	return c
}

// told is a column of the report as a line.
func told(c Column) string {
	text := fmt.Sprintf("%s: %s", c.Name, c.Role)
	if c.Note != "" {
		text += " (" + c.Note + ")"
	}
	return text
}

func TestColumns(t *testing.T) {
	comma := with(Choice{}, func(c *Choice) { c.Decimal = ',' })
	for _, c := range []struct {
		name   string
		choice Choice
		header string
		rows   []string
		want   []float32 // node features
		report []string
	}{
		{"numbers and words", Choice{}, "id;x;team", []string{"a;1;red", "b;2.5;blue"}, []float32{1, 2.5},
			[]string{"x: feature", "team: left out (words; WithCategories makes a feature of each of them)"}},
		{"decimal commas", comma, "id;x;y", []string{"a;1,5;1.234,5", "b;2;7"}, []float32{1.5, 1234.5, 2, 7},
			[]string{"x: feature (with a decimal comma)", "y: feature (with separators of thousands; with a decimal " +
				"comma)"}},
		{"yes and no", Choice{}, "id;ok", []string{"a;yes", "b;No"}, []float32{1, 0},
			[]string{"ok: feature (yes is 1, no is 0)"}},
		{"percent", Choice{}, "id;p", []string{"a;50%", "b;25 %"}, []float32{0.5, 0.25},
			[]string{"p: feature (percent, divided by 100)"}},
		{"a target that nobody named", Choice{}, "id;class;x", []string{"a;1;5", "b;2;6"}, []float32{5, 6},
			[]string{"class: left out (by its name it may be what to predict, which is never guessed: name it by " +
				"WithClassFrom, WithTasksFrom or WithValuesFrom)", "x: feature"}},
		{"a number that copies the class", as(ClassRole, "team"), "id;code;team;x",
			[]string{"a;7;red;1", "b;8;blue;2", "c;7;red;2"}, []float32{1, 2, 2},
			[]string{"code: left out (it copies the class: each class has one number; WithNodeFeatures takes it all " +
				"the same)",
				"team: class (2 classes)", "x: feature"}},
		{"a copy that is named as a feature", with(as(ClassRole, "team"), func(c *Choice) {
			c.Roles = append(c.Roles, Given{Column: "code", Role: FeatureRole, Option: "WithNodeFeatures"})
		}), "id;code;team", []string{"a;7;red", "b;8;blue", "c;7;red"}, []float32{7, 8, 7},
			[]string{"code: feature", "team: class (2 classes)"}},
		{"categories", as(CategoryRole, "team"), "id;team", []string{"a;red", "b;blue", "c;red"},
			[]float32{0, 1, 1, 0, 0, 1}, []string{"team: category (2 categories)"}},
		{"a missing value as zero", with(Choice{}, func(c *Choice) { c.Missing = Zero }), "id;x",
			[]string{"a;NA", "b;2"}, []float32{0, 2}, []string{"x: feature (missing values are 0)"}},
		{"a missing value as the mean", with(Choice{}, func(c *Choice) { c.Missing = Mean }), "id;x",
			[]string{"a;2", "b;", "c;4"}, []float32{2, 3, 4}, []string{"x: feature (missing values are the mean)"}},
		{"a missing value as a feature", with(Choice{}, func(c *Choice) { c.Missing = Indicate }), "id;x",
			[]string{"a;2", "b;null"}, []float32{2, 0, 0, 1},
			[]string{"x: feature (missing values are 0, and a feature says so)"}},
		{"dates", Choice{Roles: []Given{{Column: "day", Role: FeatureRole, Option: "WithDates", Date: true}}}, "id;day",
			[]string{"a;1970-01-02", "b;1970-01-11"}, []float32{1, 10}, []string{"day: feature (dates, as days since " +
				"1970)"}},
		{"dates that nobody asked for", Choice{}, "id;day", []string{"a;1970-01-02", "b;1970-01-11"}, nil,
			[]string{"day: left out (dates; WithDates makes days since 1970 of them)"}},
		{"row numbers", Choice{}, "id;;Unnamed: 0", []string{"a;1;1", "b;2;2"}, nil,
			[]string{": left out (it has no name, as the row numbers of R and pandas)",
				"Unnamed: 0: left out (it has no name, as the row numbers of R and pandas)"}},
		{"a column without values", Choice{}, "id;x", []string{"a;", "b;NA"}, nil,
			[]string{"x: left out (it has no value in any row)"}},
		{"words with a few numbers", Choice{}, "id;title", []string{"a;Dune", "b;1984", "c;Emma"}, nil,
			[]string{"title: left out (words; WithCategories makes a feature of each of them)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := readNodes(c.choice, c.header, c.rows...)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(g.NodeFeatures.Data, c.want) {
				t.Errorf("features %v, want %v", g.NodeFeatures.Data, c.want)
			}
			var report []string
			for _, column := range g.Columns {
				report = append(report, told(column))
			}
			if !slices.Equal(report, c.report) {
				t.Errorf("report %q, want %q", report, c.report)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		choice Choice
		header string
		rows   []string
		want   string
	}{
		{"a missing number", Choice{}, "id;x", []string{"a;1", "b;NA", "c;"},
			`nodes.csv line 3: column "x": "NA" stands for no value, which is missing for 2 of 3 nodes; say what to do by ` +
				`WithMissing, or ` +
				`leave the column out by WithoutColumns("x")`},
		{"a missing number in the first row", Choice{}, "id;x", []string{"a;NA", "b;1"},
			`nodes.csv line 2: column "x": "NA" stands for no value, which is missing for 1 of 2 nodes; say what to do by ` +
				`WithMissing, or ` +
				`leave the column out by WithoutColumns("x")`},
		{"a word among numbers", Choice{}, "id;x", []string{"a;1", "b;two", "c;3"},
			`nodes.csv line 3: column "x": "two" is not a number, as 2 of 3 values of the column are; correct it, ` +
				`name it ` +
				`by WithMissingWords where it stands for no value, or leave the column out by WithoutColumns("x")`},
		{"a word in a column named as a feature", as(FeatureRole, "x"), "id;x", []string{"a;one", "b;2", "c;3"},
			`nodes.csv line 2: column "x": "one" is not a number; correct it, name it by WithMissingWords where it ` +
				`stands ` +
				`for no value, or leave the column out of Withfeature`},
		{"a decimal point among commas", with(Choice{}, func(c *Choice) { c.Decimal = ',' }), "id;x",
			[]string{"a;1,5", "b;0.5"},
			`nodes.csv line 3: column "x": "0.5" is not a number, as 1 of 2 values of the column are; correct it, ` +
				`name it ` +
				`by WithMissingWords where it stands for no value, or leave the column out by WithoutColumns("x")`},
		{"decimals or thousands", Choice{}, "id;x", []string{"a;1,234", "b;2,345"},
			`nodes.csv line 2: column "x": "1,234" may have decimals or thousands after its comma, and no other ` +
				`number of ` +
				`the file tells; say which by WithDecimal(',') or WithDecimal('.')`},
		{"percent and not", Choice{}, "id;p", []string{"a;1%", "b;2"},
			`nodes.csv: column "p": 1 of 2 numbers have a percent sign; write all or none with it`},
		{"days or months " +
			"first", Choice{Roles: []Given{{Column: "d", Role: FeatureRole, Option: "WithDates", Date: true}}},
			"id;d", []string{"a;01/02/2020", "b;03/04/2020"},
			`nodes.csv: column "d": its dates may be written as "01/02/2006" or as "02/01/2006"; say which by ` +
				`WithDateLayout`},
		{"prices as classes", as(ClassRole, "price"), "id;price", prices(30),
			`nodes.csv: column "price": 30 different numbers for 30 nodes are no classes; predict numbers by ` +
				`WithValuesFrom("price")`},
		{"no class for any node", as(ClassRole, "team"), "id;team", []string{"a;NA", "b;-"},
			`nodes.csv: column "team": no node has a class; leave Withclass out for a graph without labels`},
		{"a column that is not there", as(ClassRole, "tem"), "id;team", []string{"a;red"},
			`nodes.csv has no column "tem" of nodes for Withclass; it has "team"`},
		{"a task that is no yes or no", as(TaskRole, "t"), "id;t", []string{"a;2"},
			`nodes.csv: column "t": node "a" has 2; a yes/no task has 0 or 1, true or false, yes or no; read numbers ` +
				`by ` +
				`WithValuesFrom, names by WithClassFrom`},
		{"two kinds of targets", Choice{Roles: []Given{{Column: "a", Role: ClassRole}, {Column: "b", Role: ValueRole}}},
			"id;a;b", []string{"x;1;2"},
			`nodes.csv: classes, tasks and values to predict at once; name columns of one kind`},
		{"no split", Choice{}, "id;split", []string{"a;fold 1"},
			`nodes.csv: column "split": node "a": "fold 1" is no split; want train, valid (or val), test or nothing, ` +
				`or ` +
				`leave the column out by WithoutColumns("split")`},
		{"two nodes of one id", Choice{}, "id;x", []string{"a;1", "a;2"},
			`nodes.csv line 3: node "a" is in line 2 already; give each node its own id`},
		{"a number beyond float32", Choice{}, "id;x", []string{"a;1e300"},
			`nodes.csv line 2: column "x": "1e300" is not a finite float32; correct it, name it by WithMissingWords ` +
				`where ` +
				`it stands for no value, or leave the column out by WithoutColumns("x")`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readNodes(c.choice, c.header, c.rows...); err == nil || err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func prices(n int) (rows []string) {
	for i := range n {
		rows = append(rows, fmt.Sprintf("n%d;%d.25", i, i))
	}
	return rows
}

func TestDecimalComma(t *testing.T) {
	_, err := readNodes(Choice{}, "id;x", "a;1", "b;1,82")
	if !errors.Is(err, ErrDecimalComma) {
		t.Errorf("%v, want %v", err, ErrDecimalComma)
	}
	// A word with a comma is no number, and a file with decimal points has no decimal commas.
	for _, rows := range [][]string{{"a;Smith, Ann", "b;1,5"}, {"a;0.5", "b;1.5", "c;1,5"}} {
		if _, err := readNodes(Choice{}, "id;x", rows...); errors.Is(err, ErrDecimalComma) {
			t.Errorf("%q: %v", rows, err)
		}
	}
}

func TestLabels(t *testing.T) {
	g, err := readNodes(as(ClassRole, "team"), "id;team", "a;0.0", "b;1.0", "c;-1.0", "d;None")
	if err != nil {
		t.Fatal(err)
	}
	if want := []int32{0, 1, -1, -1}; !slices.Equal(g.Classes, want) || !slices.Equal(g.ClassNames, []string{"0.0",
		"1.0"}) {
		t.Errorf("classes %v of %q, want %v", g.Classes, g.ClassNames, want)
	}
	if want := "team: class (-1.0 is unlabelled; 2 classes; 2 nodes without a label)"; told(g.Columns[0]) != want {
		t.Errorf("%s, want %s", told(g.Columns[0]), want)
	}
	g, err = readNodes(as(TaskRole, "t", "u"), "id;t;u;copy;opposite", "a;1;yes;1;0", "b;0;no;0;1", "c;NA;yes;1;0")
	if err != nil {
		t.Fatal(err)
	}
	if len(g.NodeColumns) != 0 || g.Tasks.Data[0] != 1 || g.Tasks.Data[3] != 0 || !arrays.IsNaN(g.Tasks.Data[4]) {
		t.Errorf("tasks %v, features %v; want no feature that copies a task", g.Tasks, g.NodeColumns)
	}
	g, err = readNodes(as(ValueRole, "price"), "id;price;again", "a;1.5;1.5", "b;2.5;2.5", "c;;3")
	if err != nil {
		t.Fatal(err)
	}
	if len(g.NodeColumns) != 0 || g.Values.Data[1] != 2.5 || !arrays.IsNaN(g.Values.Data[2]) {
		t.Errorf("values %v, features %v", g.Values, g.NodeColumns)
	}
}

func TestSplits(t *testing.T) {
	want := arrays.Split{{0}, {1}, {2}}
	for _, c := range []struct {
		name, header string
		rows         []string
	}{
		{"words", "id;split", []string{"a;train", "b;Val", "c;test", "d;"}},
		{"masks", "id;train_mask;val_mask;test_mask",
			[]string{"a;True;False;False", "b;False;True;False", "c;0;0;1", "d;0;0;0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := readNodes(Choice{}, c.header, c.rows...)
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(g.Split) != fmt.Sprint(want) {
				t.Errorf("%v, want %v", g.Split, want)
			}
		})
	}
}

func TestLeaveOut(t *testing.T) {
	r := New("g", "attribute", Choice{Missing: LeaveOut})
	x, w := r.Nodes.Column("x", Stated{}), r.Edges.Column("weight", Stated{})
	for i, value := range []string{"1", "", "3"} {
		if err := r.Node(fmt.Sprint("n", i), 0); err != nil {
			t.Fatal(err)
		}
		r.Nodes.Set(x, value)
	}
	for _, e := range [][3]string{{"n0", "n1", "1"}, {"n2", "n0", "2"}, {"n0", "n2", ""}} {
		if err := r.Edge(e[0], e[1], Undirected, 0); err != nil {
			t.Fatal(err)
		}
		r.Edges.Set(w, e[2])
	}
	g, err := r.Done()
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(g.IDs, g.Ends, g.Weights, g.NodeFeatures.Data, g.Left) != "[n0 n2] [[1 0] [0 1]] [2 2] [1 3] [1 2]" {
		t.Error(g.IDs, g.Ends, g.Weights, g.NodeFeatures.Data, g.Left)
	}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct {
		name     string
		implicit bool
		nodes    []string
		edges    [][2]string
		want     string
	}{
		{"numbers ascend", true, nil, [][2]string{{"10", "9"}, {"9", "-1"}}, "[-1 9 10] [[2 1] [1 0]]"},
		{"words by appearance", true, nil, [][2]string{{"b", "a"}}, "[b a] [[0 1]]"},
		{"the nodes' order", false, []string{"b", "a"}, [][2]string{{"a", "b"}}, "[b a] [[1 0]]"},
		{"others after them", true, []string{"b"}, [][2]string{{"a", "b"}}, "[b a] [[1 0]]"},
		{"none besides them", false, []string{"b"}, [][2]string{{"a", "b"}},
			`g line 7: there is no node "a"; add it there, or correct the edge`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := New("g", "attribute", Choice{})
			r.Implicit = c.implicit
			for _, id := range c.nodes {
				if err := r.Node(id, 1); err != nil {
					t.Fatal(err)
				}
			}
			for _, e := range c.edges {
				if err := r.Edge(e[0], e[1], Directed, 7); err != nil {
					t.Fatal(err)
				}
			}
			g, err := r.Done()
			got := fmt.Sprint(err)
			if err == nil {
				got = fmt.Sprint(g.IDs, g.Ends)
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// A few bytes per row must not become a column of their own each.
func TestManyColumns(t *testing.T) {
	r := New("g.gml", "attribute", Choice{})
	var err error
	for i := 0; i < 5000 && err == nil; i++ {
		if err = r.Node(fmt.Sprint(i), i+1); err == nil {
			r.Nodes.Set(r.Nodes.Column(fmt.Sprint("key", i), Stated{}), "1")
		}
	}
	if want := "different attributes in the first"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// Of two columns for one role the one that the user names counts, else the first.
func TestOneOfARole(t *testing.T) {
	r := New("g.gml", "attribute", Choice{Roles: []Given{{Column: "nick", Role: NameRole, Option: "WithRole",
		Nodes: true}}})
	for _, name := range []string{"label", "nick"} {
		r.Nodes.Column(name, Stated{Role: NameRole})
	}
	for _, name := range []string{"time", "timestamp", "year"} {
		r.Nodes.Column(name, Stated{})
	}
	r.Nodes.Took("id", IDRole, "")
	if err := r.Node("a", 1); err != nil {
		t.Fatal(err)
	}
	for i, value := range []string{"Ann", "Annie", "5", "6", "2020"} {
		r.Nodes.Set(i, value)
	}
	g, err := r.Done()
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(g.Names, g.Times, g.Years, told(g.Columns[0]), told(g.Columns[3])); got !=
		`[Annie] [5] [2020]label: left out ("nick" is the name)timestamp: left out ("time" is the time)` {
		t.Error(got)
	}
	for _, c := range []struct{ given, want string }{
		{"id", `g.gml: attribute "id" can't become a feature by WithRole: it is taken as id already`},
		{"label", ""},
	} {
		r := New("g.gml", "attribute", Choice{Roles: []Given{{Column: c.given, Role: FeatureRole, Option: "WithRole"}}})
		r.Nodes.Took("id", IDRole, "")
		r.Nodes.Column("label", Stated{Role: NameRole})
		got := ""
		if _, err := r.Done(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// A column of names that is empty gives way to one that has some.
func TestNamesWithoutValues(t *testing.T) {
	r := New("g.graphml", "attribute", Choice{})
	r.Nodes.Column("label", Stated{Role: NameRole})
	name := r.Nodes.Column("name", Stated{})
	if err := r.Node("a", 1); err != nil {
		t.Fatal(err)
	}
	r.Nodes.Set(name, "Ann")
	g, err := r.Done()
	if err != nil || len(g.Names) != 1 || g.Names[0] != "Ann" {
		t.Errorf("names %q, %v; want Ann", g.Names, err)
	}
}
