using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GanFlowTheory.Cli.Output;
using GanFlowTheory.Cli.Specs;
using GanFlowTheory.Cli.Training;
using Spectre.Console;

namespace GanFlowTheory.Cli.Verbs;

/// <summary>ganflow list: what flows can be made of.</summary>
internal static class ListVerb
{
    internal static IReadOnlyList<(string Form, string Description)> Kernels { get; } =
    [
        ("gaussian:s", "exp(-|x-y|^2/(2 s^2))"),
        ("laplace:s", "exp(-|x-y|/s)"),
        ("rq:a", "rational quadratic (1 + |x-y|^2/(2a))^(-a)"),
        ("imq:c,b", "inverse multiquadric (1 + |x-y|^2/c^2)^(-b)"),
        ("matern32:s", "Matern of smoothness 3/2"),
        ("matern52:s", "Matern of smoothness 5/2"),
        ("distance", "1/2 (|x| + |y| - |x-y|)"),
        ("distance-from:z1,..,zd", "1/2 (|x-z| + |y-z| - |x-y|)"),
        ("dot", "<x,y>"),
        ("poly3", "(<x,y>/d + 1)^3, and so poly1, poly2, .."),
        ("rq-paper", "rq:0.2 + rq:0.5 + rq:1 + rq:2 + rq:5"),
        ("rq-code", "rq:0.1 + rq:1 + rq:10"),
        ("rq-code*", "rq-code + dot"),
        ("rbf-mix", "a sum of Gaussians of several bandwidths"),
        ("A + B, 0.1*A", "sums and non-negative multiples; the bandwidth s may be the word median"),
    ];

    internal static Command Create(Func<ParseResult, IReporter> reporter)
    {
        var command = new Command(
            "list",
            "Lists kernels, functionals, metrics, critics, integrators, optimisers, targets, estimators, losses, starts, and "
            + "what trainings are made of.");
        command.SetAction(parsed =>
        {
            reporter(parsed).Show(new Listing());
            return ExitCode.Success;
        });
        return command;
    }

    private sealed class Listing : IReport
    {
        private static IEnumerable<(string Title, IEnumerable<(string Form, string Description)> Items)> Sections =>
        [
            ("kernels", Kernels),
            ("functionals", FunctionalSpec.Known),
            ("metrics", MetricSpec.Known),
            ("critics", CriticSpec.Known),
            ("integrators", Integrators),
            ("optimisers", Optimisers),
            ("targets", Targets),
            ("estimators", Estimators),
            ("losses", Losses),
            ("starts", Starts),
            ("trainings", TrainPlan.Known),
            ("networks", Network.Forms),
            ("critic losses", ClassificationLoss.All.Select(loss => (loss.Name, loss.Description))),
        ];

        public object Json => Sections.ToDictionary(
            section => section.Title,
            section => section.Items.Select(item => new { Name = item.Form, item.Description }).ToArray());

        public void WriteTo(IAnsiConsole console)
        {
            foreach (var (title, items) in Sections)
            {
                var table = Tables.WithColumns(title, "");

                foreach (var (form, description) in items)
                {
                    table.AddPlainRow(form, description);
                }

                console.Write(table);
            }
        }

        private static IEnumerable<(string, string)> Integrators =>
        [
            ("euler:TAU", "explicit Euler, order 1"),
            ("heun:TAU", "Heun, order 2"),
            ("rk4:TAU", "classical Runge-Kutta, order 4"),
            ("dopri5:RTOL[,ATOL[,FIRST]]", "Dormand-Prince 5(4) with error control"),
            ("dopri5-fixed:TAU", "Dormand-Prince with fixed steps, order 5"),
            ("descent:TAU", "Euler with backtracking: the functional falls at every step"),
        ];

        private static IEnumerable<(string, string)> Optimisers =>
        [
            ("gd:RATE", "gradient descent: explicit Euler"),
            ("heavy-ball:RATE[,BETA]", "Polyak's momentum"),
            ("nesterov:RATE[,BETA]", "Nesterov's momentum"),
            ("adam:RATE[,BETA1,BETA2[,EPSILON]]", "Adam"),
            ("rmsprop:RATE[,DECAY[,EPSILON]]", "RMSProp"),
            ("extragradient:RATE", "extragradient, two velocities a step"),
            ("optimistic:RATE", "optimistic gradient"),
            ("...@SCHEDULE@clip:NORM", "with constant, linear:N, cosine:N, halving:N or inverse-root:N, and clipped"),
        ];

        private static IEnumerable<(string, string)> Targets =>
            Target.All.Select(target => (target.Name, target.Description))
                .Prepend((
                    TargetSpec.OldFaithful,
                    "272 eruptions of the Old Faithful geyser: duration and waiting time, in minutes"))
                .Append(("FILE", "a CSV or .npy file, one point per row; - is standard input"));

        private static IEnumerable<(string, string)> Estimators =>
        [
            ("biased", "the V-statistic: never negative, biased upward"),
            ("unbiased", "without the diagonal terms of either sample; may be negative"),
            ("ustat", "the U-statistic of pairs: as unbiased, without the cross terms i = j; equal sizes"),
            ("linear", "the mean over separate pairs, in linear time; equal sizes"),
            ("block:SIZE", "the mean of unbiased over separate blocks; equal sizes"),
        ];

        private static IEnumerable<(string, string)> Losses =>
        [
            ("vanilla", "h(u) = log(1 + e^u), u = log r"),
            ("non-saturating", "h(u) = -log(1 + e^-u)"),
            ("logit", "h(u) = u"),
            ("mle", "h(u) = e^u"),
            ("exp", "h(u) = e^(1.5 u)"),
            ("arcsinh", "h(u) = arcsinh(u)"),
            ("shifted:C", "h(u) = log(1 + e^(u + C))"),
            ("kl", "the increasing h = r f'(r) - f(r) of reverse KL, f = -log r"),
            ("forward-kl", "that of forward KL, f = r log r"),
            ("chi2", "that of f = (r - 1)^2"),
            ("hellinger", "that of f = (sqrt r - 1)^2"),
            ("jsd", "that of the Jensen-Shannon divergence"),
            ("jeffreys", "that of f = (r - 1) log r"),
            ("alpha:A", "that of f = (r^A - 1 - A (r - 1))/(A (A - 1))"),
            ("lecam", "that of f = (r - 1)^2/(r + 1)"),
            ("lecam:L", "that of f = (r - 1)^2/(2 (1 - L + L r)), L in [0, 1]"),
            ("f:NAME", "h = -f(r): training against the detached f of a divergence NAME"),
        ];

        private static IEnumerable<(string, string)> Starts =>
        [
            ("gaussian:MEAN,SD", "N(MEAN, SD^2) in every coordinate, in the units of the flow"),
            ("gaussian:M1,..,Md,SD", "a Gaussian with a mean for each coordinate"),
            ("FILE", "points in the units of the data; - is standard input"),
        ];
    }
}
