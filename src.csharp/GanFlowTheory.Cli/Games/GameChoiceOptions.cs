using System.Collections.Generic;
using System.CommandLine;
using GanFlowTheory.Cli.Specs;

namespace GanFlowTheory.Cli.Games;

/// <summary>The options that say which game is played, from where and on which clocks.</summary>
internal sealed class GameChoiceOptions
{
    private readonly Option<string?> bilinear = Options.Text(
        "--bilinear", "NUMBER-or-FILE", "The game x^T A y, which x lowers and y raises: A as a number, or a file with its rows.");

    private readonly Option<string?> dirac = Options.Text(
        "--dirac", "LOSS", $"The Dirac-GAN of a loss: {DiracLoss.Forms.Shapes()}.");

    private readonly Option<string?> linearQuadratic = Options.Text(
        "--linear-quadratic",
        "FILE",
        "The game E_X = x^T P x/2 + x^T A y + p^T x, E_Y = y^T Q y/2 - y^T B x + q^T y: a JSON document with the matrices P, "
        + "A, Q and, if wished, B (else A^T), p and q (else 0).");

    private readonly Option<double?> penalty = Options.Number(
        "--penalty", "GAMMA", $"The R1 penalty of a Dirac-GAN. [default: {GameDefaults.Penalty}]");

    private readonly Option<string?> start = Options.Text(
        "--start",
        "X1,..,Xn,Y1,..,Ym",
        "Where from: the coordinates of x, then those of y, or a file with them. [default: 1 in x, 0 in y]");

    private readonly Option<string?> clocks = Options.Text(
        "--clocks", "A,B", $"The clocks of both players, >= 0, not both 0. [default: {GameDefaults.Clocks}]");

    internal IEnumerable<Option> All => [bilinear, dirac, linearQuadratic, penalty, start, clocks];

    internal string? Bilinear(ParseResult parsed) => parsed.GetValue(bilinear);

    internal string? Dirac(ParseResult parsed) => parsed.GetValue(dirac);

    internal string? LinearQuadratic(ParseResult parsed) => parsed.GetValue(linearQuadratic);

    internal double Penalty(ParseResult parsed) => parsed.GetValue(penalty) ?? GameDefaults.Penalty;

    internal string? Start(ParseResult parsed) => parsed.GetValue(start);

    internal string Clocks(ParseResult parsed) => parsed.GetValue(clocks) ?? GameDefaults.Clocks;
}
