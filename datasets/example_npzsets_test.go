package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

// The examples of published sets are built and not run: the first call downloads the set. Each shows what it prints.

func ExampleAmazonComputers() {
	fmt.Println(datasets.AmazonComputers().Must())
	// amazon-computers: 13,752 nodes, 491,722 directed edges, 767 node features, 10 classes
}

func ExampleAmazonPhoto() {
	fmt.Println(datasets.AmazonPhoto().WithSeed(1).Must())
	// amazon-photo: 7,650 nodes, 238,162 directed edges, 745 node features, 8 classes
}

func ExampleCoauthorCS() {
	fmt.Println(datasets.CoauthorCS().Must())
	// coauthor-cs: 18,333 nodes, 163,788 directed edges, 6,805 node features, 15 classes
}

func ExampleCoauthorPhysics() {
	fmt.Println(datasets.CoauthorPhysics().Must())
	// coauthor-physics: 34,493 nodes, 495,924 directed edges, 8,415 node features, 5 classes
}

func ExampleCoraFull() {
	fmt.Println(datasets.CoraFull().WithSplit(5, 5).Must())
	// cora-full: 19,793 nodes, 126,842 directed edges, 8,710 node features, 70 classes
}

func ExampleRomanEmpire() {
	fmt.Println(datasets.RomanEmpire().Must())
	// roman-empire: 22,662 nodes, 65,854 directed edges, 300 node features, 18 classes
}

func ExampleAmazonRatings() {
	fmt.Println(datasets.AmazonRatings().WithSplit(1).Must())
	// amazon-ratings: 24,492 nodes, 186,100 directed edges, 300 node features, 5 classes
}

func ExampleMinesweeper() {
	fmt.Println(datasets.Minesweeper().WithSplit(3).Must())
	// minesweeper: 10,000 nodes, 78,804 directed edges, 7 node features, 1 task
}

func ExampleTolokers() {
	fmt.Println(datasets.Tolokers().WithClasses().Must())
	// tolokers: 11,758 nodes, 1,038,000 directed edges, 10 node features, 2 classes
}

func ExampleQuestions() {
	fmt.Println(datasets.Questions().Must())
	// questions: 48,921 nodes, 307,080 directed edges, 301 node features, 1 task
}

func ExampleChameleon() {
	fmt.Println(datasets.Chameleon().Must())
	// chameleon-filtered: 890 nodes, 17,708 directed edges, 2,325 node features, 5 classes
}

func ExampleSquirrel() {
	fmt.Println(datasets.Squirrel().Must())
	// squirrel-filtered: 2,223 nodes, 93,996 directed edges, 2,089 node features, 5 classes
}

func ExampleActor() {
	fmt.Println(datasets.Actor().Must())
	// actor: 7,600 nodes, 53,318 directed edges, 932 node features, 5 classes
}

func ExampleTexas() {
	fmt.Println(datasets.Texas().WithSplit(9).Must())
	// texas: 183 nodes, 558 directed edges, 1,703 node features, 5 classes
}

func ExampleCornell() {
	fmt.Println(datasets.Cornell().Must())
	// cornell: 183 nodes, 554 directed edges, 1,703 node features, 5 classes
}

func ExampleWisconsin() {
	fmt.Println(datasets.Wisconsin().Must())
	// wisconsin: 251 nodes, 900 directed edges, 1,703 node features, 5 classes
}
