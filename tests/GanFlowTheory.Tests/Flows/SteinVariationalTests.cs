using Microsoft.FSharp.Core;
using Xunit;
using static GanFlowTheory.Tests.Bits;

namespace GanFlowTheory.Tests.Flows;

/// <summary>The Stein velocity and discrepancy through the facade against the core's, to the bit.</summary>
public class SteinVariationalTests
{
    [Fact]
    public void Velocity_and_discrepancy_agree()
    {
        var score = FuncConvert.FromFunc((Core.Points x) => Core.PointsModule.scale(-2.0, x));
        var q = Core.EmpiricalModule.ofPoints(CoreOf(X));
        Same(
            Core.SteinVariational.velocity(Core.KernelModule.gaussian(0.9), score, q, CoreOf(Y)),
            SteinVariational.Velocity(Kernel.Gaussian(0.9), x => -2.0 * x, X, Y));
        Same(
            Core.SteinVariational.squaredDiscrepancy(Core.KernelModule.gaussian(0.9), score, q),
            SteinVariational.SquaredDiscrepancy(Kernel.Gaussian(0.9), x => -2.0 * x, X));
    }
}
