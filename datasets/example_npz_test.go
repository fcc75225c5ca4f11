package datasets_test

import (
	"fmt"

	"github.com/kilolayer/kilolayer/datasets"
)

func ExampleFromNPZ() {
	_, err := datasets.FromNPZ("data/cora.npz").WithSeed(1).Done()
	fmt.Println(err)
	// Output:
	// datasets: data/cora.npz: no such file or directory
}

func ExampleFromHeterophilous() {
	_, err := datasets.FromHeterophilous("data/minesweeper.npz").WithSplit(3).Done()
	fmt.Println(err)
	// Output:
	// datasets: data/minesweeper.npz: no such file or directory
}

func ExampleMinesweeper() {
	mines := datasets.Minesweeper().WithSplit(3).Must()
	fmt.Println(mines.NumNodes, "nodes, judged by", mines.Metric()) // 10000 nodes, judged by rocauc
}

func ExampleRomanEmpire() {
	words := datasets.RomanEmpire().Must()
	fmt.Println(words.NumNodes, "nodes, judged by", words.Metric()) // 22662 nodes, judged by accuracy
}

func ExampleAmazonPhoto() {
	photo := datasets.AmazonPhoto().WithSeed(1).Must()
	fmt.Println(photo.NumNodes, "nodes,", len(photo.Train), "train") // 7650 nodes, 160 train
}

func ExampleCoraFull() {
	cora := datasets.CoraFull().WithSplit(5, 5).Must()
	fmt.Println(cora.NumNodes, "nodes,", cora.NumClasses, "classes") // 19793 nodes, 70 classes
}

func ExampleAmazonRatings() {
	products := datasets.AmazonRatings().WithSplit(1).Must()
	fmt.Println(products.Summary())
}

func ExampleTolokers() {
	workers := datasets.Tolokers().WithSplit(1).Must()
	fmt.Println(workers.Summary())
}

func ExampleQuestions() {
	users := datasets.Questions().Must()
	fmt.Println(users.Summary())
}

func ExampleChameleon() {
	pages := datasets.Chameleon().WithSplit(2).Must()
	fmt.Println(pages.Summary())
}

func ExampleSquirrel() {
	pages := datasets.Squirrel().WithSplit(2).Must()
	fmt.Println(pages.Summary())
}

func ExampleActor() {
	actors := datasets.Actor().Must()
	fmt.Println(actors.Summary())
}

func ExampleTexas() {
	pages := datasets.Texas().WithSplit(9).Must()
	fmt.Println(pages.Summary())
}

func ExampleCornell() {
	pages := datasets.Cornell().WithSplit(9).Must()
	fmt.Println(pages.Summary())
}

func ExampleWisconsin() {
	pages := datasets.Wisconsin().WithSplit(9).Must()
	fmt.Println(pages.Summary())
}

func ExampleAmazonComputers() {
	computers := datasets.AmazonComputers().WithSeed(1).Must()
	fmt.Println(computers.Summary())
}

func ExampleCoauthorCS() {
	authors := datasets.CoauthorCS().WithSeed(1).Must()
	fmt.Println(authors.Summary())
}

func ExampleCoauthorPhysics() {
	authors := datasets.CoauthorPhysics().WithSeed(1).Must()
	fmt.Println(authors.Summary())
}
