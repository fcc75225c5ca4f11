package schema

import "fmt"

func Example() {
	r := New("friends.gml", "attribute", Choice{Roles: []Given{{Column: "job", Role: ClassRole,
		Option: "WithClassFrom"}}})
	age, job := r.Nodes.Column("age", Stated{}), r.Nodes.Column("job", Stated{})
	for i, row := range [][3]string{{"ada", "31", "nurse"}, {"bob", "45", "NA"}, {"cy", "27", "baker"}} {
		if err := r.Node(row[0], i+1); err != nil {
			fmt.Println(err)
			return
		}
		r.Nodes.Set(age, row[1])
		r.Nodes.Set(job, row[2])
	}
	if err := r.Edge("ada", "cy", Undirected, 5); err != nil {
		fmt.Println(err)
		return
	}
	g, err := r.Done()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g.IDs, g.NodeFeatures.Data, g.Classes, g.ClassNames, g.Ends)
	for _, c := range g.Columns {
		fmt.Printf("%s: %s (%s)\n", c.Name, c.Role, c.Note)
	}
	// Output:
	// [ada bob cy] [31 45 27] [1 -1 0] [baker nurse] [[0 2] [2 0]]
	// age: feature ()
	// job: class (2 classes; 1 node without a label)
}
