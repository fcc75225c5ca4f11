// Package metrics judges scores against labels: the share of right classes, and the area under the
// receiver operating characteristic (ROC-AUC) as the ogb package defines it. It works on slices in host memory.
package metrics
