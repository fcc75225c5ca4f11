// Package metrics judges scores against labels: the share of right classes ([Accuracy]), and the area under the
// receiver operating characteristic ([ROCAUC], [ROC]) as the ogb package defines it. It works on slices in host memory.
package metrics
