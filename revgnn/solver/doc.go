// Package solver finds fixed points z = f(z, in) of functions of a graph, and differentiates them.
//
//	s := solver.Anderson().WithTolerance(1e-6).WithIterations(40)
//	err := s.Validate(dtypes.Float32)                 // nil, or which option cannot be
//	r := s.Solve(f, z0, in)                           // inside a graph; r.Z is the fixed point, r.Status how it ended
//	r = solver.FixedPoint(f, z0, in, s, solver.Implicit(s)) // the same with a gradient by in
//	n := s.Bytes(unknowns, 4)                         // the memory that a solve keeps
//
// The unknowns z are one vector, whatever the tensor's shape: for a graph's nodes, the whole graph is one system. With
// r = f(z) − z, the residual, a solve is one compiled loop that evaluates f once per turn and ends when ‖r‖ is within
// the tolerance. There are three methods:
//
//   - [Picard]: z ← z + r. It needs a contraction, keeps no history, and is the cheapest per evaluation. A rate of
//     contraction ρ takes ln(tolerance)/ln(ρ) evaluations: 11 at 0.3 and 190 at 0.94, for 1e-5.
//   - [Anderson]: z ← z + β·r − Σ γ_i·(Δz_i + β·Δr_i), where γ minimizes ‖r − Σ γ_i·Δr_i‖ over the differences of the
//     last steps (Anderson, "Iterative procedures for nonlinear integral equations", 1965; Walker and Ni, "Anderson
//     acceleration for fixed-point iterations", 2011).
//   - [Broyden]: z ← z − H·r, where H starts at −1 and takes the update (Δz − H·Δr)·(Δzᵀ·H)/(Δzᵀ·H·Δr) after each step
//     (Broyden, "A class of methods for solving nonlinear simultaneous equations", 1965; Bai, Kolter and Koltun, "Deep
//     equilibrium models", arXiv:1909.01377). The last updates are kept.
//
// Anderson and Broyden also solve what Picard cannot, such as a linear f with eigenvalues below −1. The options of a
// solver are those of options.Solver, which has their defaults and ranges.
//
// # How a solve ends
//
// A [Result] says it in Status:
//
//   - Converged: the residual is within the tolerance.
//   - CapReached: f was evaluated as often as allowed. Either the cap is low, or there is no fixed point.
//   - Diverged: ‖r‖ or ‖f(z)‖ grew past a million times its first size. Another method or a tamer f may help.
//   - NotFinite: f gave a NaN or an infinity.
//
// Whatever it is, Z is the best state that was evaluated: it is finite when z0 and f(z0) are, and its residual is in
// the result, for the vector as a whole and for its worst row. Anderson and Broyden leave differences out that are as
// small as the rounding of f, since these point anywhere.
//
// # How to choose
//
// Start with Picard when f contracts well, as a normalized graph convolution does, and with Anderson when a solve takes
// more than some 20 evaluations. Anderson reads its history once per evaluation and Broyden, with a larger one, twice.
// Both keep two tensors of the unknowns' size for each step that they look back on: see [Solver.Bytes].
//
// # Gradients
//
// [FixedPoint] is a solve with a gradient. [Implicit] is the exact one and keeps no iterates; its backward solve is
// linear and evaluates only what depends on the vector, so an evaluation costs no more than one of f. [Phantom] and
// [Unrolled] are there for comparison. [JacobianPenalty] is a term for a loss that keeps f a contraction.
package solver
