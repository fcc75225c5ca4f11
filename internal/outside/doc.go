// Package outside has no code. Its tests use the project as a program of a user's own does, through the packages that a
// user can import: they bring an option by its name, an operator, a metric, a loss, an optimizer, a schedule and
// callbacks, and train, save, load and sweep with them.
package outside
