// Package reversible puts the coupling of grouped reversible networks around any function that one writes, in any model
// of GoMLX: memory then does not grow with depth.
//
// The channels of the state are split into G groups, X₁ … X_G, and a layer is
//
//	Y₀ = X₂ + … + X_G,  Yᵢ = Fᵢ(Yᵢ₋₁) + Xᵢ
//
// whose input follows from its output (Li et al. 2021, "Training Graph Neural Networks with 1000 Layers", section 3.1).
// The gradient rebuilds it layer by layer, so no layer's state is kept. All layers are one loop of the compiled
// program.
//
//	dense := reversible.Coupling{
//		Depth: 112, Groups: 2, Parameters: conv.Linear("dense", 32, 32), // of one group of 64 channels
//		F: func(_ int, x *graph.Node, params, _ []*graph.Node) *graph.Node {
//			return conv.ReLU(conv.Affine(x, params[0], params[1]))
//		},
//	}
//	y := dense.Apply(scope.In("layers"), x) // in a model function; x and y are [N, 64]
//
// Check tells for a function of one's own whether layers are rebuilt and whether gradients are those of plain automatic
// differentiation. PyTorch Geometric has the same coupling as GroupAddRev.
package reversible
