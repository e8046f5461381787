// shakedown watch: stands between a client and a server that are not ours, passes every octet on,
// and explains what passed.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <utility>

#include "attempt/endpoint.h"
#include "cli/command.h"
#include "cli/connection_options.h"
#include "cli/exit_code.h"
#include "cli/flow_queue.h"
#include "cli/interrupt.h"
#include "cli/manual.h"
#include "cli/observe_options.h"
#include "core/text.h"
#include "handshake/peer_listener.h"
#include "observe/watcher.h"

namespace shakedown::cli {
namespace {

constexpr Milliseconds kResolveLimit{10'000};
/// A terminal that has taken nothing for so long at the end is not waited for.
constexpr Milliseconds kSlowReader{2'000};

constexpr const char* kExitCodes =
    "Exit codes:\n"
    "  0   every connection got in\n"
    "  1   at least one was refused\n"
    "  2   usage, or a file that cannot be read\n"
    "  3   none was refused, but the verdict on one could not be read\n"
    "  4   no connection came\n"
    "  5   a report could not be written\n"
    "  130, 143  interrupted or terminated (the reports are written)\n";

struct WatchDeclaration {
  OptionGroup relay{"Relay"};
  OptionGroup knowledge{"What is known besides"};
  OptionGroup output{"Output"};
  po::options_description all;

  WatchDeclaration() {
    auto add = relay.add_options();
    add("listen", Text("ADDRESS:PORT"),
        "where clients connect to (default 127.0.0.1:0, any free port)");
    add("forward", Text("HOST:PORT"), "the server that everything is passed on to");
    add("count", po::value<int>()->value_name("N"), "end after N connections");
    add("once", "end after one connection");
    add("settle", Text("TIME"),
        "tell about an open connection when it was quiet for so long (default 2s)");
    AddKnowledgeOptions(&knowledge);
    AddFlowOutputOptions(&output);
    all.add(relay).add(knowledge).add(output);
  }
};

/// The relay's ends.
struct Route {
  attempt::Endpoint listen{"127.0.0.1", 0};
  attempt::Endpoint forward;
};

Result<Route> ReadRoute(const ParsedOptions& options) {
  Route route;
  if (options.has("listen")) {
    auto listen = attempt::ParseEndpoint(options.text("listen"));
    if (!listen) {
      return std::move(listen)
          .error()
          .AddContext("--listen")
          .WithHint("write ADDRESS:PORT, such as 0.0.0.0:8443");
    }
    route.listen = *std::move(listen);
  }
  if (!options.has("forward")) {
    return Error(ErrorCode::kUsage, "--forward is missing: the server to pass everything on to")
        .WithHint("shakedown watch --listen 127.0.0.1:8443 --forward server.example:443");
  }
  auto forward = attempt::ParseEndpoint(options.text("forward"));
  if (!forward) return std::move(forward).error().AddContext("--forward");
  route.forward = *std::move(forward);
  return route;
}

Result<observe::WatcherOptions> ReadWatcher(const ParsedOptions& options) {
  observe::WatcherOptions watcher;
  if (options.has("count")) {
    const int count = options.values["count"].as<int>();
    if (count < 1) return Error(ErrorCode::kUsage, "--count must be at least 1");
    watcher.count = static_cast<uint64_t>(count);
  }
  if (options.has("once")) watcher.count = 1;
  if (options.has("settle")) {
    const auto settle = ParseDuration(options.text("settle"));
    if (!settle || *settle <= Milliseconds(0)) {
      return Error(ErrorCode::kUsage,
                   "--settle '" + Printable(options.text("settle")) + "' is no time")
          .WithHint("write a number with its unit: 500ms, 2s, 1m");
    }
    watcher.settle = *settle;
  }
  return watcher;
}

void PrintStart(const Route& route, uint16_t port, const FlowKnowledge& knowledge,
                const FlowTeller& teller) {
  if (teller.quiet()) return;
  const std::string listening = attempt::ToText(attempt::Endpoint{route.listen.host, port});
  std::fprintf(stderr, "Relaying %s to %s\n", listening.c_str(),
               Printable(attempt::ToText(route.forward)).c_str());
  if (knowledge.key_log_file.empty()) {
    std::fputs("  without --keylog TLS 1.3 is only seen from the outside\n", stderr);
  } else {
    std::fprintf(stderr, "  secrets are read from %s while it grows\n",
                 Printable(knowledge.key_log_file).c_str());
  }
  std::fputs("Stop with Ctrl-C.\n\n", stderr);
}

/// What nobody was told, although it passed: more came than could be explained or be shown.
void PrintLost(uint64_t untold, uint64_t unprinted) {
  if (untold > 0) {
    std::fprintf(stderr,
                 "shakedown: warning: %llu connection(s) were passed on and not explained: more "
                 "came than could be looked at\n",
                 static_cast<unsigned long long>(untold));
  }
  if (unprinted > 0) {
    std::fprintf(stderr,
                 "shakedown: warning: %llu explanation(s) were dropped: standard output was read "
                 "too slowly; --json has all of them\n",
                 static_cast<unsigned long long>(unprinted));
  }
}

void PrintEnd(const observe::Watcher& watcher, const FlowTeller& teller, uint64_t untold,
              uint64_t unprinted) {
  if (const auto& problem = watcher.key_log_problem()) {
    std::fprintf(stderr, "shakedown: %s\n", problem->Text().c_str());
  }
  PrintLost(untold, unprinted);
  if (teller.quiet()) return;
  std::fprintf(stderr, "%llu connection(s)", static_cast<unsigned long long>(teller.told()));
  if (watcher.unseen() > 0) {
    std::fprintf(stderr, "; %llu more were passed on without being read: too many at once",
                 static_cast<unsigned long long>(watcher.unseen()));
  }
  std::fputs("\n", stderr);
}

/// Relays until it is interrupted or has seen enough.
Result<int> Watch(const ParsedOptions& options) {
  auto route = ReadRoute(options);
  if (!route) return std::move(route).error();
  auto watching = ReadWatcher(options);
  if (!watching) return std::move(watching).error();
  const auto knowledge = ReadKnowledge(options);
  if (!knowledge) return knowledge.error();
  const auto teller = FlowTeller::Create(options, *knowledge, "watch");
  if (!teller) return teller.error();
  auto addresses =
      net::Resolve(route->forward.host, route->forward.port, Deadline::After(kResolveLimit));
  if (!addresses) return std::move(addresses).error().AddContext("--forward");
  auto listener = handshake::ListenOn(route->listen);
  if (!listener) return std::move(listener).error().AddContext("--listen");
  const uint16_t port = handshake::BoundPort(*listener);

  const observe::ServerCheck check = MakeServerCheck(knowledge->server_trust);
  watching->check = &check;
  watching->key_log_file = knowledge->key_log_file;
  const std::atomic<int>& interrupt = WatchInterrupts();
  // The relay's thread neither explains nor prints: a terminal that stands still holds up nobody.
  ConsoleWriter console(STDOUT_FILENO);
  (*teller)->set_console(&console);
  FlowQueue queue([&teller](const observe::WatchedFlow& flow) {
    (*teller)->Tell(flow.number, flow.seen, flow.last_word);
  });
  observe::Watcher watcher(
      *std::move(watching), [&queue](observe::WatchedFlow flow) { queue.Add(std::move(flow)); },
      interrupt);
  auto relay = observe::Relay::Create(*std::move(listener), {*std::move(addresses)}, &watcher);
  if (!relay) return std::move(relay).error();
  PrintStart(*route, port, *knowledge, **teller);
  (*relay)->Run();
  watcher.Finish();
  queue.Finish();
  console.Finish(kSlowReader);
  (*teller)->AddUntold(queue.lost());
  PrintEnd(watcher, **teller, queue.lost(), console.lost());
  if (auto closed = (*teller)->Close(); !closed) return closed.error();
  if (interrupt == SIGINT) return static_cast<int>(kExitInterrupted);
  if (interrupt == SIGTERM) return static_cast<int>(kExitTerminated);
  return (*teller)->ExitCode();
}

}  // namespace

Manual WatchManual() {
  const WatchDeclaration declared;
  return {.usage = "watch --forward HOST:PORT [options]",
          .about =
              "Stands between a real client and a real server, passes every octet on as it is, "
              "and explains each connection as 'explain' would: what the server asked for, what "
              "the client sent, and why it was refused.\n\n"
              "TLS 1.2 is read up to where encryption begins. With the client's key log "
              "everything is read, TLS 1.3 too.",
          .examples = {"shakedown watch --listen 127.0.0.1:9443 --forward host:8443",
                       "SSLKEYLOGFILE=keys.log curl --connect-to host:8443:127.0.0.1:9443 \\",
                       "    https://host:8443/      # with watch ... --keylog keys.log"},
          .groups = {declared.relay, declared.knowledge, declared.output},
          .notes = kExitCodes};
}

int WatchCommand(const Arguments& arguments) {
  const WatchDeclaration declared;
  const auto options = ParseOptions(arguments, declared.all, "");
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(WatchManual());
  const auto code = Watch(*options);
  return code ? *code : Fail(code.error());
}

}  // namespace shakedown::cli
