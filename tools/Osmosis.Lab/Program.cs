// ./osmosis lab: labs, and a grader that says why.
using System.Globalization;
using Osmosis.Lab.Commands;
using Osmosis.Lab.Workers;

return args is [WorkerProcess.Argument, string pipe, string lab]
    ? Worker.Run(pipe, int.Parse(lab, CultureInfo.InvariantCulture))
    : LabCommand.Run(args);
