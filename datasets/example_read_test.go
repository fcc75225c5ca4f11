package datasets_test

import (
	"fmt"
	"path/filepath"

	"github.com/kilolayer/kilolayer/datasets"
)

// friends.gml is a graph of NetworkX.
func ExampleRead() {
	folder, remove := written(map[string][]byte{"friends.gml": []byte(`graph [
	node [ id 0 label "Ann" age 31 ]
	node [ id 1 label "Bob" age 28 ]
	edge [ source 0 target 1 weight 0.5 ]
]`)})
	defer remove()

	g := datasets.Read(filepath.Join(folder, "friends.gml")).Must()
	fmt.Println(g)
	fmt.Println(g.Schema.Format, g.Names, g.Schema.NodeFeatures, g.NodeFeatures.Data, g.EdgeWeights)
	// Output:
	// friends: 2 nodes, 2 directed edges, 1 node feature
	// GML [Ann Bob] [age] [31 28] [0.5 0.5]
}

// Roles are given by the columns' names. The schema says what became of each column.
func ExampleFromCSV_roles() {
	folder, remove := written(map[string][]byte{
		"calls.csv": []byte("caller;called;minutes\nann;bob;1,5\nbob;cy;12,25\n"),
		"people.csv": []byte("id;income;city;born;team;team_code\nann;2.100,50;Rome;31.12.1990;red;1\n" +
			"bob;NA;Oslo;01.02.1985;blue;2\ncy;1.800,00;Rome;15.07.2001;red;1\n")})
	defer remove()

	g := datasets.FromCSV(filepath.Join(folder, "calls.csv")).WithNodes(filepath.Join(folder, "people.csv")).
		WithRole(datasets.WeightRole, "minutes").
		WithClassFrom("team").
		WithCategories("city").
		WithDates("born").
		WithMissing(datasets.MissingAsMean).
		Must()
	fmt.Println(g)
	fmt.Println(g.EdgeWeights, g.Schema.Classes)
	for _, c := range g.Schema.Columns {
		fmt.Printf("%s: %s (%s)\n", c.Name, c.Role, c.Note)
	}
	// Output:
	// calls: 3 nodes, 2 directed edges, 4 node features, 2 classes
	// [1.5 12.25] [blue red]
	// id: id ()
	// income: feature (with separators of thousands; with a decimal comma; missing values are the mean)
	// city: category (2 categories)
	// born: feature (dates, as days since 1970)
	// team: class (2 classes)
	// team_code: left out (it copies the class: each class has one number; WithNodeFeatures takes it all the same)
	// caller: end (the first two columns are the ends)
	// called: end (the first two columns are the ends)
	// minutes: weight (with a decimal comma)
}

// A graph of arrays can have names as well.
func ExampleNew_names() {
	g := datasets.New(3, [][2]int32{{0, 1}, {1, 2}}).
		WithNames([]string{"Ann", "Bob", "Cy"}).
		WithNodeFeatures([][]float32{{31, 1}, {28, 0}, {44, 1}}).
		WithFeatureNames("age", "smokes").
		WithClasses([]int32{0, 1, -1}).
		WithClassNames("blue", "red").
		Must()
	fmt.Println(g.NameOf(0), "has", g.FeatureName(0), g.NodeFeatures.Row(0)[0], "and "+
		"is", g.ClassName(int(g.Classes[0])))
	// Output:
	// Ann has age 31 and is blue
}

// Standardize takes mean and deviation of the training nodes, and keeps them in the schema.
func ExampleTransformed_Standardize() {
	g := datasets.New(3, nil).WithNodeFeatures([][]float32{{1}, {3}, {7}}).WithFeatureNames("age").
		WithClasses([]int32{0, 1, 0}).WithSplit([]int32{0, 1}, nil, []int32{2}).
		Must().Transform().Standardize().Must()
	age := g.Schema.NodeFeatures[0]
	fmt.Println(g.NodeFeatures.Data, "by mean", age.Mean, "and deviation", age.Deviation)
	// Output:
	// [-1 1 5] by mean 2 and deviation 1
}

// A graph for prediction is read as that which a model was trained on: by names, and by the same mean and deviation.
func ExampleGraph_Conform() {
	trained := datasets.New(2, nil).WithNodeFeatures([][]float32{{1, 10}, {3, 20}}).WithFeatureNames("age", "income").
		WithClasses([]int32{0, 1}).WithSplit([]int32{0, 1}, nil, nil).Must().Transform().Standardize().Must()

	other := datasets.New(1, nil).WithNodeFeatures([][]float32{{20, 42, 3}}).WithFeatureNames("income", "shoes", "age").
		Must()
	with, err := other.Conform(trained.Schema)
	fmt.Println(with.Schema.NodeFeatures, with.NodeFeatures.Data, err)

	_, err = datasets.New(1,
		nil).WithNodeFeatures([][]float32{{3}}).WithFeatureNames("age").Must().Conform(trained.Schema)
	fmt.Println(err)
	// Output:
	// [age income] [1 1] <nil>
	// datasets: graph "graph": it lacks the node feature "income", which the model was trained on; the graph has "age"
}
