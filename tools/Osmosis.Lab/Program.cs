// ./osmosis lab: labs, and a grader that says why.
using Osmosis.Lab.Commands;
using Osmosis.Lab.Workers;

return args is [WorkerProcess.Argument, string pipe] ? Worker.Run(pipe) : LabCommand.Run(args);
