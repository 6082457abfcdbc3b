(**
---
title: Demystifying MMD GANs (BSAG18)
category: Theory
categoryindex: 3
index: 3
---
*)
(*** condition: prepare ***)
#load "../../build/docs/references.fsx"
(*** condition: ipynb ***)
#if IPYNB
#r "nuget: GanFlowTheory.Laws"
#r "nuget: GanFlowTheory.Reports"
#endif // IPYNB
(**
# Demystifying MMD GANs (BSAG18)

Bińkowski, Sutherland, Arbel, Gretton: *Demystifying MMD GANs*, ICLR 2018.

KID is the unbiased estimate of MMD² with the kernel (⟨x, y⟩/d + 1)³ between features; FID compares Gaussians fitted to them. **KID has the mean MMD² at
every sample size; FID is biased at every size** (BSAG18-6). Here both laws are N(0, I) in four dimensions, so that the truth is 0 for both, and
each is averaged over 400 pairs of samples.
*)
open GanFlowTheory.Core
open GanFlowTheory.Laws

let sizes = [ 10; 14; 20; 30; 45; 70; 100 ]

let averaged (size: int) =
    let pairs =
        [
            for draw in 1..400 do
                let seed = Seed.create (1000 * size + draw)

                Seed.gaussian size 4 (Seed.split "x" seed),
                Seed.gaussian size 4 (Seed.split "y" seed)
        ]

    let kid (x, y) =
        (Kid.full Kernel.poly3 (Rows.ofPoints x) (Rows.ofPoints y)).Estimate.Value

    List.averageBy kid pairs, List.averageBy (fun (x, y) -> (Fid.estimate x y).Value) pairs

let means = [| for size in sizes -> float size, averaged size |]

Figure.lines
    "Means over samples of one law"
    "points in each sample"
    "mean"
    [
        "KID", means |> Array.map (fun (size, (kid, _)) -> size, kid)
        "FID", means |> Array.map (fun (size, (_, fid)) -> size, fid)
    ]
(*** include-it-raw ***)

(**
KID has a standard error, from its own unbiased variance (BSAG18-7), and a permutation test of the same statistic has an exact p-value:
*)

let x = Seed.gaussian 200 4 (Seed.create 1)
let y = Seed.gaussian 200 4 (Seed.create 2) |> Points.scale 1.15
let kid = Kid.full Kernel.poly3 (Rows.ofPoints x) (Rows.ofPoints y)

printfn
    $"KID is {kid.Estimate.Value:G3} with a standard error of {kid.Estimate.StandardError.Value:G2}."

TwoSampleTest.permutation
    PermutationOptions.standard
    SplitEstimator.Unbiased
    Kernel.poly3
    x
    y
|> TwoSampleTest.sentence
|> printfn "%s"
(*** include-output ***)

(**
On the command line they are `ganflow kid`, `ganflow fid` and `ganflow test`; `ganflow disturbances` shows KID and FID of digits that are spoilt on
purpose, and `ganflow reproduce bsag18-b4` the paper's printed example where FID ranks two laws the wrong way round.
*)

(**
## Checked

The claims of this paper that the library checks, each with a page of proof ([all of them](../claims/index.html)):
*)

for claim in Catalogue.all do
    if claim.Id.StartsWith "BSAG18-" then
        printfn $"{claim.Id}: {claim.Statement}"
(*** include-output ***)
