namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

/// Pages of densities on grids.
type DensityReportTests() =

    [<Fact>]
    member _.``the report draws the densities and the functional``() =
        let axis = Grid.axis -6.0 6.0 30
        let plane = Grid.plane axis axis

        let flat mean sd =
            GridDensity.ofMixture "g" (GaussianMixture.isotropic [| mean; 0.0 |] sd) plane

        let planar = FokkerPlanck.create FDivergence.jsd (flat 0.0 1.0)
        let line = FokkerPlanck.create FDivergence.kl (Gaussians.onLine 2000 0.0 1.0)
        let times = [ for k in 0..20 -> 0.1 * float k ]

        let pages =
            [
                DensityReport.html
                    planar
                    (FokkerPlanck.trajectory (FokkerPlanckMethod.Implicit 0.1) times planar (flat 1.0 0.8))
                DensityReport.html
                    line
                    (FokkerPlanck.trajectory
                        (FokkerPlanckMethod.Implicit 0.1)
                        times
                        line
                        (Gaussians.onLine 2000 1.0 0.8))
            ]

        let count (part: string) (page: string) = page.Split(part).Length - 1
        // Wide and narrow, for each coordinate six curves, the last of them strong, and the target; the functional.
        Assert.Equal<int list>([ 2 * 2 * 5; 2 * 5 ], pages |> List.map (count "<path class=\"observed past\""))
        Assert.Equal<int list>([ 2 * 3; 2 * 2 ], pages |> List.map (count "<path class=\"observed\""))
        Assert.Equal<int list>([ 2 * 2; 2 ], pages |> List.map (count "<path class=\"predicted\""))
        // Many cells do not make the page long.
        Assert.All(pages, fun page -> Assert.True(page.Length < 300_000, string page.Length))
        Assert.All(pages, fun page -> Assert.DoesNotContain("NaN", page))

        // At rest, and at time 0 alone.
        let rest =
            FokkerPlanck.trajectory (FokkerPlanckMethod.Implicit 0.1) [ 0.0 ] planar planar.Target

        Assert.Contains("0 steps", DensityReport.html planar rest)
        Assert.Contains("steps must not be empty", argumentError (fun () -> DensityReport.html planar []))
