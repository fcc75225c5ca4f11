package datasets

// Karate is Zachary's karate club: 34 members, 78 undirected edges, so 156 directed ones.
//
// Class 0 went with the instructor, Mr. Hi (node 0); class 1 with the officer (node 33): 17 members each. The node
// features are the identity, one column per member. The split is fixed: the two leaders and three others of each side
// train, four of each side validate, the other 18 test; beyond the leaders it was drawn once at random.
//
// W. W. Zachary, An information flow model for conflict and fission in small groups, 1977; ids from 0.
func Karate() *Own {
	const members = 34
	features := make([][]float32, members)
	for i := range features {
		features[i] = make([]float32, members)
		features[i][i] = 1
	}
	return New(members, karateEdges).WithName("karate").WithUndirected().
		WithNodeFeatures(features).
		WithClasses([]int32{
			0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		}).
		WithSplit(
			[]int32{0, 5, 16, 18, 19, 23, 31, 33},
			[]int32{3, 8, 10, 20, 21, 24, 27, 32},
			[]int32{1, 2, 4, 6, 7, 9, 11, 12, 13, 14, 15, 17, 22, 25, 26, 28, 29, 30},
		)
}

var karateEdges = [][2]int32{
	{0, 1}, {0, 2}, {0, 3}, {0, 4}, {0, 5}, {0, 6}, {0, 7}, {0, 8},
	{0, 10}, {0, 11}, {0, 12}, {0, 13}, {0, 17}, {0, 19}, {0, 21}, {0, 31},
	{1, 2}, {1, 3}, {1, 7}, {1, 13}, {1, 17}, {1, 19}, {1, 21}, {1, 30},
	{2, 3}, {2, 7}, {2, 8}, {2, 9}, {2, 13}, {2, 27}, {2, 28}, {2, 32},
	{3, 7}, {3, 12}, {3, 13}, {4, 6}, {4, 10}, {5, 6}, {5, 10}, {5, 16},
	{6, 16}, {8, 30}, {8, 32}, {8, 33}, {9, 33}, {13, 33}, {14, 32}, {14, 33},
	{15, 32}, {15, 33}, {18, 32}, {18, 33}, {19, 33}, {20, 32}, {20, 33}, {22, 32},
	{22, 33}, {23, 25}, {23, 27}, {23, 29}, {23, 32}, {23, 33}, {24, 25}, {24, 27},
	{24, 31}, {25, 31}, {26, 29}, {26, 33}, {27, 33}, {28, 31}, {28, 33}, {29, 32},
	{29, 33}, {30, 32}, {30, 33}, {31, 32}, {31, 33}, {32, 33},
}
