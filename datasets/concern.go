package datasets

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/kilolayer/kilolayer/units"
)

// Trouble is a kind of [Concern].
type Trouble int

// The kinds of concerns.
const (
	NoTraining       Trouble = iota // no node has a label and trains; there is nothing to train on
	OneAnswer                       // all labelled nodes have one class, one answer to a task, or one value
	Untrained                       // classes that labelled nodes have and no training node has
	EmptySplit                      // no labelled node validates, or none tests
	Scales                          // features on scales on which a network does not learn
	ConstantFeatures                // features that are the same for all nodes, or edges
	TellTale                        // features that tell the target by themselves
	Isolated                        // most nodes have no edge to another node
	Repeated                        // half of the edges or more repeat another one
	SelfLoops                       // half of the edges or more lead from a node to itself
)

// Concern is a reason to look at a graph before a network is trained on it. [Graph.Concerns] finds them.
type Concern struct {
	Kind Trouble

	// Columns are the features concerned, by name; for NoTraining the columns of the source that may be the target.
	Columns []string
	OfEdges bool // the features are those of edges

	// Targets are the classes, tasks or values concerned, by name; for EmptySplit the splits.
	Targets []string

	// Found counts what is concerned, of All: nodes, edges or, for NoTraining, labelled nodes of the nodes that train.
	Found, All int

	// High is, for Scales, the largest feature where one reaches 10,000, else how many times as large it is as another.
	High float64

	tooLarge bool   // Scales beyond the largest feature
	training bool   // a TellTale of training nodes alone
	kind     Labels // of the targets
}

// Fatal says whether no training is possible.
func (c Concern) Fatal() bool { return c.Kind == NoTraining }

// String says in a line what is wrong, where, and what to do.
func (c Concern) String() string {
	switch c.Kind {
	case NoTraining:
		return c.noTraining()
	case OneAnswer:
		if c.kind != ClassLabels {
			return fmt.Sprintf("all nodes that are labelled for %s have one answer, so there is nothing to learn; "+
				"check "+
				"how it was read", list(c.Targets))
		}
		return fmt.Sprintf("all %s labelled nodes have the class %s, so there is nothing to tell apart; check which "+
			"column is the class", units.Count(c.Found), list(c.Targets))
	case Untrained:
		return fmt.Sprintf("no training node has the class %s, and %s others do, so a network never learns it; use "+
			"another split, such as Transform().SplitByClass", list(c.Targets), units.Count(c.Found))
	case EmptySplit:
		if c.Targets[0] == "valid" {
			return "no labelled node validates, so nothing tells which parameters are the best; use a split with " +
				"some, such as Transform().SplitAtRandom(0.6, 0.2, 1)"
		}
		return "no labelled node tests, so nothing tells how well it does on nodes it has not seen; use a split with " +
			"some, such as Transform().SplitAtRandom(0.6, 0.2, 1)"
	case Scales:
		return c.scales()
	case ConstantFeatures:
		return fmt.Sprintf("the %s %s nothing, the same for all %ss; leave out what tells nothing, or check how it "+
			"was "+
			"read", c.features(), c.verb("tells", "tell"), c.of())
	case TellTale:
		return c.tellTale()
	case Isolated:
		return fmt.Sprintf("%s of %s nodes have no edge to another node; check that nodes and edges have the same "+
			"ids, "+
			"or use Transform().RemoveIsolated()", units.Count(c.Found), units.Count(c.All))
	case Repeated:
		return fmt.Sprintf("%s of %s edges repeat another one, which then counts several times; use "+
			"Transform().RemoveDuplicates()", units.Count(c.Found), units.Count(c.All))
	case SelfLoops:
		return fmt.Sprintf("%s of %s edges lead from a node to itself; check the ids of their ends, or use "+
			"Transform().RemoveSelfLoops()", units.Count(c.Found), units.Count(c.All))
	}
	return fmt.Sprintf("an unknown concern, %d", int(c.Kind))
}

func (c Concern) noTraining() string {
	const split = "use Transform().SplitAtRandom(0.6, 0.2, 1)"
	switch {
	case c.Found == 0 && len(c.Columns) > 0:
		return fmt.Sprintf("no node has a label; the source's %s may be the target: name it by WithClassFrom, "+
			"WithTasksFrom or WithValuesFrom", c.columns())
	case c.Found == 0:
		return "no node has a label; give it classes, tasks or values to predict"
	case c.All == 0:
		return fmt.Sprintf("no node trains, as there is no split; %s have a label: %s", counted(c.Found, "node"), split)
	}
	return fmt.Sprintf("none of its %s training nodes has a label, and %s others do: %s", units.Count(c.All),
		units.Count(c.Found), split)
}

func (c Concern) scales() string {
	advice := "use Transform().Standardize()"
	if c.OfEdges {
		advice = "divide them by their deviation"
	}
	if c.tooLarge {
		return fmt.Sprintf("the %s %s up to %s, and a network learns from numbers of about 1; %s", c.features(),
			c.verb("goes", "go"), units.Number(c.High), advice)
	}
	return fmt.Sprintf("the %s %s what is there to learn: %s times as large as the smallest feature, or as what "+
		"differs "+
		"from node to node; %s", c.features(), c.verb("drowns", "drown"), units.Number(c.High), advice)
}

func (c Concern) tellTale() string {
	what := "the class"
	switch {
	case c.kind == ClassLabels && len(c.Targets) > 0:
		what = "which nodes have the class " + list(c.Targets)
	case c.kind != ClassLabels:
		what = list(c.Targets)
	}
	nodes := fmt.Sprintf("of %s of %s labelled nodes", units.Count(c.Found), units.Count(c.All))
	if c.training {
		nodes = fmt.Sprintf("of %s of %s training nodes, but not of the "+
			"others", units.Count(c.Found), units.Count(c.All))
	}
	return fmt.Sprintf("the %s alone %s %s %s; leave out what is not known of a node before its target "+
		"is", c.features(),
		c.verb("tells", "tell"), what, nodes)
}

// features names the columns: `node features "a" and "b"`.
func (c Concern) features() string {
	if len(c.Columns) == 1 {
		return c.of() + " feature " + list(c.Columns)
	}
	return c.of() + " features " + list(c.Columns)
}

// verb is a word's form for as many features as there are.
func (c Concern) verb(one, several string) string {
	if len(c.Columns) == 1 {
		return one
	}
	return several
}

func (c Concern) of() string {
	if c.OfEdges {
		return "edge"
	}
	return "node"
}

func (c Concern) columns() string {
	if len(c.Columns) == 1 {
		return "column " + list(c.Columns)
	}
	return "columns " + list(c.Columns)
}

// list names up to three things and counts the rest.
func list(names []string) string {
	const most = 3
	var words []string
	for _, name := range names[:min(most, len(names))] {
		words = append(words, strconv.Quote(name))
	}
	if more := len(names) - most; more > 0 {
		words = append(words, units.Count(more)+" more")
	}
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// featureNames names the columns of features: by the schema, or by their numbers.
func featureNames(named []Feature, columns []int) []string {
	names := make([]string, len(columns))
	for i, column := range columns {
		if names[i] = strconv.Itoa(column); named != nil {
			names[i] = named[column].String()
		}
	}
	return names
}

// nameOf is a class or a target's name, or its number.
func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return strconv.Itoa(i)
}
