namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad Stein variational gradient descent.
[<RequireQualifiedAccess>]
module internal BadSteinFlows =

    let private gaussian = Kernel.gaussian 1.0
    let private velocity = SteinVariational.velocity gaussian
    let private squared = SteinVariational.squaredDiscrepancy gaussian
    let private known = SteinLaws.known (Scenes.inDimension 1) "" gaussian

    // sum_j w_j k(x, x_j) s(x_j), without the repulsion.
    let private drift (score: Points -> Points) (q: IMeasure) (x: Points) =
        Pairwise.applyVectors gaussian x q.Nodes (Points.scaleRows q.Weights (score q.Nodes))

    let private withoutTrace (score: Points -> Points) (q: IMeasure) =
        let weighted = Points.scaleRows q.Weights (score q.Nodes)
        let v = velocity score q q.Nodes
        let repulsion = Points.combine 1.0 v -1.0 (drift score q q.Nodes)
        Array.sum (Points.rowDots weighted (Points.combine 1.0 v 1.0 repulsion))

    let all: KnownBad list =
        [
            Flaw.bad "velocities without repulsion" (known drift squared)
            Flaw.bad "a discrepancy without its trace" (known velocity withoutTrace)
            Flaw.bad "velocities without repulsion, on particles" (SteinLaws.flow "" gaussian drift squared)
            Flaw.bad
                "a discrepancy sold as its root"
                (SteinLaws.flow "" gaussian velocity (fun score q -> sqrt (squared score q)))
        ]
