package datasets

import "github.com/kilolayer/kilolayer/datasets/internal/schema"

// WithClassFrom names the column of the nodes that holds the class to predict, by a word or a number; "" for none.
// Classes are numbered from 0 in ascending order of their names, as numbers where all are numbers, and the graph keeps
// the names. −1, and a field that stands for no value, is unlabelled.
func (b *File) WithClassFrom(column string) *File {
	if column == "" {
		return b
	}
	return b.give(schema.Given{Role: ClassRole, Option: "WithClassFrom", Nodes: true}, column)
}

// WithTasksFrom names the columns of the nodes that hold yes/no tasks to predict, of 0 and 1, true and false, or yes
// and no.
func (b *File) WithTasksFrom(columns ...string) *File {
	return b.give(schema.Given{Role: TaskRole, Option: "WithTasksFrom", Nodes: true}, columns...)
}

// WithValuesFrom names the columns of the nodes that hold real numbers to predict.
func (b *File) WithValuesFrom(columns ...string) *File {
	return b.give(schema.Given{Role: ValueRole, Option: "WithValuesFrom", Nodes: true}, columns...)
}

// WithNodeFeatures names the columns of the nodes that are features; none without a name. Columns of categories and
// dates are features beside them.
func (b *File) WithNodeFeatures(columns ...string) *File {
	b.choice.OnlyNodeFeatures = true
	return b.give(schema.Given{Role: FeatureRole, Option: "WithNodeFeatures", Nodes: true}, columns...)
}

// WithEdgeFeatures names the columns of the edges that are features; none without a name.
func (b *File) WithEdgeFeatures(columns ...string) *File {
	b.choice.OnlyEdgeFeatures = true
	return b.give(schema.Given{Role: FeatureRole, Option: "WithEdgeFeatures", Edges: true}, columns...)
}

// WithCategories names columns, of nodes or of edges, of which each different value becomes a feature: 1 where the
// column has the value, else 0.
func (b *File) WithCategories(columns ...string) *File {
	return b.give(schema.Given{Role: CategoryRole, Option: "WithCategories"}, columns...)
}

// WithDates names columns of dates, of nodes or of edges, that become features: days since 1970.
func (b *File) WithDates(columns ...string) *File {
	return b.give(schema.Given{Role: FeatureRole, Option: "WithDates", Date: true}, columns...)
}

// WithDateLayout says how dates are written, by the layouts of package time; without it the dates tell.
func (b *File) WithDateLayout(layout string) *File { b.choice.DateLayout = layout; return b }

// WithRole gives columns a role. Package page and [File] list the roles.
func (b *File) WithRole(role Role, columns ...string) *File {
	given := schema.Given{Role: role, Option: "WithRole"}
	switch role {
	case ClassRole, TaskRole, ValueRole, SplitRole, NameRole, SpeciesRole:
		given.Nodes = true
	case WeightRole:
		given.Edges = true
	case FeatureRole, CategoryRole, TimeRole, LeftOut:
	case IDRole:
		if len(columns) != 1 {
			b.refuse("WithRole: %d columns of ids; name one", len(columns))
			return b
		}
		b.tables.ID = columns[0]
		return b
	case EndRole:
		b.refuse("WithRole(%q): name the ends of edges by WithEnds", role)
	default:
		b.refuse("WithRole: there is no role %q", role)
	}
	return b.give(given, columns...)
}

// WithoutColumns names columns, of nodes or of edges, that are not read.
func (b *File) WithoutColumns(columns ...string) *File {
	return b.give(schema.Given{Role: LeftOut, Option: "WithoutColumns"}, columns...)
}

func (b *File) give(given schema.Given, columns ...string) *File {
	for _, column := range columns {
		given.Column = column
		b.choice.Roles = append(b.choice.Roles, given)
	}
	return b
}

// Missing says what becomes of a feature without a value.
type Missing = schema.Missing

// What becomes of features without a value. Without a choice the first of them is an error.
const (
	MissingAsZero    = schema.Zero     // 0
	MissingAsMean    = schema.Mean     // the mean over the training nodes, kept with the model; of edges over all
	MissingAsFeature = schema.Indicate // 0, and a feature of its own is 1
	MissingLeftOut   = schema.LeaveOut // the node, with its edges, or the edge, is left out
)

// WithMissing says what becomes of features without a value.
func (b *File) WithMissing(m Missing) *File { b.choice.Missing = m; return b }

// WithMissingWords says which words stand for no value, in any case, in place of the usual ones that [File] lists. An
// empty field always does.
func (b *File) WithMissingWords(words ...string) *File {
	b.choice.MissingWords = append([]string{}, words...)
	return b
}

// WithDecimal says which sign stands before a number's decimals, '.' or ','; without it the file's numbers tell.
func (b *File) WithDecimal(sign rune) *File {
	if sign != '.' && sign != ',' {
		b.refuse("WithDecimal(%q): give '.' or ','", sign)
	}
	b.choice.Decimal = sign
	return b
}
