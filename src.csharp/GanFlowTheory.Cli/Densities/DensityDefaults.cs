using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Densities;

/// <summary>What a flow of densities takes where nothing is given.</summary>
internal static class DensityDefaults
{
    internal const string Functional = "jsd";
    internal const string Target = "gaussian:0,1";
    internal const string Start = "gaussian:1.5,0.8";
    internal const string Line = "-9,9,600";
    internal const string Plane = "-6,6,120";
    internal const double Until = 2;
    internal const int Times = 20;

    // Cells times steps that explicit stepping may take by default: about a second.
    private const double Patience = 3e7;

    // Where the density of a named target is no longer a double, it moves no mass: its grid ends before.
    internal static string Grid(int dimension, string target) => (dimension, target) switch
    {
        (1, _) => Line,
        // Cells that end where its squares do.
        (_, "checkerboard") => "-2,2,80",
        // Long enough for its mouth.
        (_, "funnel") => "-16,16,400",
        (_, "rings") => "-4,4,160",
        (_, "s-curve") => "-3.5,3.5,140",
        (_, "two-moons") => "-3,3,120",
        _ => Plane,
    };

    internal static MethodSpec Method(FokkerPlanck equation, GridDensity start, double until) =>
        equation.Target.Grid.Count * until / (MethodSpec.Part * equation.StableStep(start)) <= Patience
            ? MethodSpec.Heun
            : MethodSpec.Implicit(until / 1000);
}
