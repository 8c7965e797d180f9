// Package opensearch keeps an archive in an OpenSearch cluster, for when it outgrows one machine, and finds
// passages there.
//
// Load writes a built archive. Each passage is one document: the terms of the first stage with their scores, as the
// archive's postings have them, and the bytes that the second stage reads. The archive's lexicon lies beside them in
// pieces, so that a process needs nothing but the cluster's address. OpenSearch analyses nothing and weighs nothing:
// the words of a question are read here, the sum of weights times scores is all that it computes, and passages are
// judged here by archive.Lexicon.Evidence. So the same question gets the same reply as from the archive itself, but
// for passages at the end of the candidates whose sums differ by less than what the archive loses in rounding.
//
// Each load makes indices of its own, and an alias tells which is current. An Edition is one of them. It names its
// index, never the alias, so that the lexicon and the passages it speaks of always belong together.
//
// What is asked travels to the cluster as numbers of terms. They are words to who has the lexicon, which lies in the
// same cluster: who may read that cluster's traffic or slow logs can read what words are asked for, though not by whom.
package opensearch
