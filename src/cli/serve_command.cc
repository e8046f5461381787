// shakedown serve: a server that tells of each client why it did or did not present a certificate.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/manual.h"
#include "cli/serve_options.h"
#include "cli/serve_suite_command.h"
#include "cli/version.h"
#include "core/file.h"
#include "core/text.h"
#include "handshake/html_title.h"
#include "pki/read_facts.h"
#include "report/served_answer.h"
#include "report/served_json.h"
#include "report/served_junit.h"
#include "report/served_text.h"

namespace shakedown::cli {
namespace {

/// How often the loop looks for a signal.
constexpr Milliseconds kTurn{100};

constexpr const char* kExitCodes =
    "Exit codes:\n"
    "  0   every connection did what --expect says, or got in\n"
    "  1   at least one did not\n"
    "  2   usage, or a file that cannot be read\n"
    "  3   the address or port cannot be had\n"
    "  5   a report could not be written\n"
    "  130, 143  interrupted or terminated\n";

/// The status stays the emulated server's; the body explains.
handshake::Answer Explained(const run::ServedEvent& event, const handshake::RequestHead& request,
                            handshake::Answer planned) {
  std::string_view accept;
  for (const auto& [name, value] : request.fields) {
    if (EqualsIgnoringAsciiCase(name, "Accept")) accept = value;
  }
  std::string title = handshake::HtmlTitle(planned.body);
  const std::string number = std::to_string(planned.status) + ' ';
  if (title.starts_with(number)) title.erase(0, number.size());
  if (title.empty()) title = planned.reason;
  report::AnswerBody body =
      report::ServedAnswer(event, report::FormatFor(accept), planned.status, title);
  planned.content_type = std::move(body.content_type);
  planned.body = std::move(body.body);
  planned.headers += "Cache-Control: no-store\r\nVary: Accept\r\n";
  planned.headers += "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n";
  planned.headers += "X-Content-Type-Options: nosniff\r\n";
  return planned;
}

/// Shows events as they come, and keeps count of how they ended.
class Teller final {
 public:
  explicit Teller(const ServePlan& plan) : plan_(plan) {
    text_.paint = report::Paint(report::UseColor(plan.color, STDOUT_FILENO));
    text_.everything = plan.verbosity > 0;
  }
  ~Teller() {
    if (json_ != nullptr && json_ != stdout) std::fclose(json_);
  }
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  Result<void> Open() {
    if (!plan_.junit_path.empty()) {
      junit_ = std::make_unique<report::ServedJunit>(plan_.junit, plan_.count, "", kVersion,
                                                     TlsLibrary());
    }
    if (plan_.json_path.empty()) return {};
    json_ = plan_.json_path == "-" ? stdout : std::fopen(plan_.json_path.c_str(), "we");
    if (json_ != nullptr) return {};
    return Error(ErrorCode::kFileWrite, "cannot write '" + Printable(plan_.json_path) + "'");
  }

  void Tell(const run::ServedEvent& event) {
    if (event.ja4.empty()) {
      ++idle_;
      if (plan_.verbosity < 1 && event.diagnosis.outcome == diagnosis::ServedOutcome::kSilent) {
        return;
      }
    } else {
      const std::optional<diagnosis::ServedOutcome> expected = Expected();
      ++told_;
      if (!report::ServedAsExpected(event, expected)) ++unexpected_;
      if (junit_ != nullptr) junit_->Add(event, expected);
    }
    if (json_ != nullptr) {
      const std::string line = report::ServedJson(event) + '\n';
      broken_ = broken_ || std::fwrite(line.data(), 1, line.size(), json_) != line.size() ||
                std::fflush(json_) != 0;
    }
    if (plan_.takes_stdout() || plan_.verbosity < -1) return;
    const std::string text =
        plan_.verbosity < 0 ? report::ServedLine(event) : report::ServedBlock(event, text_) + '\n';
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }

  /// Writes what is written at the end.
  Result<void> Finish(run::Stop stop) {
    if (junit_ == nullptr) return {};
    return WriteFile(plan_.junit_path, junit_->Document(stop));
  }

  bool done() const { return plan_.count > 0 && told_ >= plan_.count; }
  uint64_t told() const { return told_; }
  uint64_t idle() const { return idle_; }
  uint64_t unexpected() const { return unexpected_; }
  bool broken() const { return broken_; }

 private:
  /// What the next connection is to do.
  std::optional<diagnosis::ServedOutcome> Expected() const {
    if (plan_.expected.empty()) return std::nullopt;
    return plan_.expected[std::min<size_t>(told_, plan_.expected.size() - 1)];
  }

  const ServePlan& plan_;
  report::ServedTextOptions text_;
  std::unique_ptr<report::ServedJunit> junit_;
  FILE* json_ = nullptr;
  uint64_t told_ = 0;
  uint64_t idle_ = 0;
  uint64_t unexpected_ = 0;
  bool broken_ = false;
};

void PrintStart(const ServePlan& plan, const run::ServeSession& session) {
  if (plan.verbosity < -1) return;
  const attempt::Endpoint endpoint = session.endpoint();
  std::fprintf(stderr, "Serving on https://%s/\n", attempt::ToText(endpoint).c_str());
  if (plan.authority != nullptr) {
    std::fprintf(stderr, "  server certificate: fresh; %s\n",
                 plan.save_ca.empty()
                     ? "clients trust it with the CA that --save-ca FILE writes"
                     : ("clients trust it with " + Printable(plan.save_ca)).c_str());
  }
  std::fprintf(stderr, "  asks for: %s\n",
               plan.trusts_any ? "any certificate; chains are not checked without --client-ca"
                               : "certificates of the CAs in --client-ca");
  if (session.variations().size() > 1) {
    std::string names;
    for (const diagnosis::Variation variation : session.variations()) {
      names += (names.empty() ? "" : ", ") + std::string(diagnosis::ToString(variation));
    }
    std::fprintf(stderr, "  varies: %s\n", names.c_str());
  } else if (plan.session.vary) {
    std::fprintf(stderr, "  varies: nothing; no change of this request would tell anything\n");
  }
  if (!plan.session.key_log.empty()) PrintKeyLogWarning(plan.session.key_log);
  std::fputs("Stop with Ctrl-C.\n\n", stderr);
}

int EndOf(const Teller& teller, const run::ServeSession& session, int signal, int verbosity) {
  if (verbosity > -2) {
    std::fprintf(stderr, "%llu TLS connection(s), %llu not as expected",
                 static_cast<unsigned long long>(teller.told()),
                 static_cast<unsigned long long>(teller.unexpected()));
    if (teller.idle() > 0) {
      std::fprintf(stderr, "; %llu that spoke no TLS",
                   static_cast<unsigned long long>(teller.idle()));
    }
    if (session.dropped() > 0) {
      std::fprintf(stderr, "; %llu too fast to be told",
                   static_cast<unsigned long long>(session.dropped()));
    }
    std::fputs("\n", stderr);
  }
  if (teller.broken()) {
    return Fail(Error(ErrorCode::kFileWrite, "the JSON lines could not be written"));
  }
  if (signal == SIGINT) return kExitInterrupted;
  if (signal == SIGTERM) return kExitTerminated;
  return teller.unexpected() > 0 ? kExitFailure : kExitOk;
}

Result<int> Serve(ServePlan plan) {
  const std::atomic<int>& interrupt = WatchInterrupts();
  if (!plan.save_ca.empty()) {
    const std::string pem = pki::ToPem(plan.authority->certificate.get());
    if (Result<void> written = WriteFile(plan.save_ca, pem); !written) return written.error();
  }
  plan.session.answer = Explained;
  Teller teller(plan);
  if (Result<void> opened = teller.Open(); !opened) return opened.error();
  const bool vary = plan.session.vary;
  const std::string key_log = plan.session.key_log;
  auto session = run::ServeSession::Start(std::move(plan.session));
  if (!session) return std::move(session).error();
  plan.session.vary = vary;
  plan.session.key_log = key_log;
  PrintStart(plan, **session);
  while (interrupt == 0 && !teller.done() && !teller.broken()) {
    if (const auto event = (*session)->Next(Deadline::After(kTurn))) teller.Tell(*event);
  }
  (*session)->Stop();
  while (!teller.done()) {
    const auto event = (*session)->Next(Deadline::After(Milliseconds(0)));
    if (!event) break;
    teller.Tell(*event);
  }
  const run::Stop stop = interrupt == SIGINT    ? run::Stop::kInterrupted
                         : interrupt == SIGTERM ? run::Stop::kTerminated
                                                : run::Stop::kCompleted;
  if (Result<void> written = teller.Finish(stop); !written) return written.error();
  return EndOf(teller, **session, interrupt, plan.verbosity);
}

}  // namespace

Manual ServeManual() {
  const ServeDeclaration declared;
  return {.usage = "serve [options]",
          .about =
              "Listens, asks every client for a certificate, and explains what the client did "
              "with the request: which client it is, what it sent, what is wrong with it, or why "
              "nothing came. The person at the client reads the same in the answer.",
          .examples = {"shakedown serve --client-ca clients-ca.pem --save-ca server-ca.pem",
                       "shakedown serve --listen 0.0.0.0:8443 --server-name phone.test --vary",
                       "shakedown serve --client-ca ca.pem --expect-cert alice.pem --once",
                       "shakedown serve --suite client-under-test.xml --junit clients.xml \\\n"
                       "    --drive ./start-client.sh"},
          .groups = {declared.server, declared.request, declared.client, declared.suite,
                     declared.output},
          .notes = kExitCodes};
}

int ServeCommand(const Arguments& arguments) {
  const ServeDeclaration declared;
  const auto options = ParseOptions(arguments, declared.all, "");
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(ServeManual());
  if (options->has("suite")) return ServeSuiteCommand(*options);
  Result<ServePlan> plan = ReadServePlan(*options);
  if (!plan) return Fail(plan.error());
  Result<int> code = Serve(*std::move(plan));
  return code ? *code : Fail(code.error());
}

}  // namespace shakedown::cli
