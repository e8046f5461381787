// shakedown decode [FILE]: captures explained connection by connection; records, messages, names
// and certificates octet by octet.
#include <unistd.h>

#include <cstdio>
#include <utility>

#include "cli/command.h"
#include "cli/connection_options.h"
#include "cli/exit_code.h"
#include "cli/manual.h"
#include "cli/observe_options.h"
#include "core/file.h"
#include "core/text.h"
#include "observe/annotate_messages.h"
#include "observe/decode_input.h"
#include "observe/tcp_reassembly.h"
#include "report/annotated.h"
#include "report/annotated_json.h"
#include "report/color.h"

namespace shakedown::cli {
namespace {

using observe::OctetKind;

constexpr size_t kMaxFile = 1u << 30;
/// Of anything but captures: no handshake is larger.
constexpr size_t kMaxOctets = 4u << 20;

constexpr const char* kExitCodes =
    "Exit codes:\n"
    "  0   every connection got in; octets: well-formed\n"
    "  1   a connection was refused; octets: malformed\n"
    "  2   usage, or a file that cannot be read\n"
    "  3   no connection was refused, but the verdict on one could not be read\n"
    "  4   the capture holds no TLS connection\n"
    "  5   a report could not be written\n";

struct DecodeDeclaration {
  OptionGroup input{"Input"};
  OptionGroup knowledge{"What is known besides"};
  OptionGroup output{"Output"};
  po::options_description all;

  DecodeDeclaration() {
    auto add = input.add_options();
    add("as", Text("KIND"),
        "records, messages, certificate, name or capture (default: what it looks like)");
    add("tls", Text("VERSION"),
        "wire form of messages: 1.2 or 1.3 (default: what a ServerHello says, else 1.3)");
    AddKnowledgeOptions(&knowledge);
    AddFlowOutputOptions(&output);
    all.add(input).add(knowledge).add(output);
    all.add_options()("file", po::value<std::vector<std::string>>(), "");
  }
};

Result<std::string> ReadInput(const ParsedOptions& options, std::string* name) {
  const auto files = options.texts("file");
  if (files.size() > 1) return Error(ErrorCode::kUsage, "more than one file is given");
  *name = files.empty() || files[0] == "-" ? "standard input" : files[0];
  return ReadFile(*name == "standard input" ? "/dev/stdin" : files[0], kMaxFile);
}

Result<observe::OctetKind> ReadKind(const ParsedOptions& options, ByteSpan octets) {
  if (!options.has("as")) {
    if (const auto kind = observe::KindOf(octets)) return *kind;
    return Error(ErrorCode::kFormat, "the octets look like nothing that is known")
        .WithHint("say what they are: --as records, messages, certificate, name or capture");
  }
  const std::string word = options.text("as");
  if (const auto kind = observe::OctetKindFromName(word)) return *kind;
  return Error(ErrorCode::kUsage, "--as '" + Printable(word) + "' is not known")
      .WithHint("records, messages, certificate, name or capture");
}

Result<tls::Version> ReadVersion(const ParsedOptions& options) {
  if (!options.has("tls")) return tls::Version::kTls13;
  if (const auto version = tls::VersionFromName(options.text("tls"))) return *version;
  return Error(ErrorCode::kUsage,
               "--tls '" + Printable(options.text("tls")) + "' is not understood")
      .WithHint("write it as 1.2 or 1.3");
}

/// The secrets for a capture: those of --keylog and those inside it.
Result<void> ReadSecrets(const FlowKnowledge& knowledge, const observe::CaptureReader& capture,
                         observe::KeyLog* keys) {
  if (!knowledge.key_log_file.empty()) {
    const auto text = ReadFile(knowledge.key_log_file, kMaxFile);
    if (!text) return Error(text.error()).AddContext("--keylog");
    keys->Feed(*text);
    keys->End();
  }
  keys->Feed(capture.secrets());
  keys->End();
  return {};
}

/// Packets that no connection could be made of, where that says more than that they are not TCP.
struct UnreadPackets {
  uint64_t fragments = 0;
  uint64_t of_other_links = 0;
  int other_link = 0;  ///< the type of the last of them

  void Count(const observe::CapturedPacket& packet) {
    const observe::Unread why = observe::WhyUnread(packet);
    if (why == observe::Unread::kFragment) ++fragments;
    if (why != observe::Unread::kLinkType) return;
    ++of_other_links;
    other_link = static_cast<int>(packet.link);
  }
  void Warn() const {
    if (fragments > 0) {
      std::fprintf(stderr,
                   "shakedown: warning: %llu fragment(s) of IP packets are left out: they are not "
                   "put together\n",
                   static_cast<unsigned long long>(fragments));
    }
    if (of_other_links > 0) {
      std::fprintf(
          stderr,
          "shakedown: warning: %llu packet(s) are of a link layer that is not read (type "
          "%d of the tcpdump group's list); capture on another interface, or with 'tcpdump "
          "-i any'\n",
          static_cast<unsigned long long>(of_other_links), other_link);
    }
  }
};

Result<int> DecodeCapture(const ParsedOptions& options, ByteSpan octets, const std::string& name) {
  const auto knowledge = ReadKnowledge(options);
  if (!knowledge) return knowledge.error();
  const auto teller = FlowTeller::Create(options, *knowledge, name);
  if (!teller) return teller.error();
  observe::CaptureReader capture(octets);
  observe::KeyLog keys;
  if (auto read = ReadSecrets(*knowledge, capture, &keys); !read) return read.error();
  const observe::ServerCheck check = MakeServerCheck(knowledge->server_trust);
  uint64_t others = 0;
  observe::TcpConnections connections({&keys, &check},
                                      [&](uint64_t number, const observe::Observation& seen) {
                                        if (seen.sight == observe::Sight::kNothing) {
                                          ++others;
                                        } else {
                                          (*teller)->Tell(number, seen, true);
                                        }
                                      });
  UnreadPackets unread;
  while (const auto packet = capture.Next()) {
    if (const auto segment = observe::SegmentOf(*packet)) {
      connections.Add(*segment, packet->time_us);
    } else {
      unread.Count(*packet);
    }
  }
  connections.Finish();
  if (!(*teller)->quiet()) {
    std::fprintf(stderr, "%llu packet(s), %llu connection(s) with TLS, %llu without\n",
                 static_cast<unsigned long long>(capture.packets()),
                 static_cast<unsigned long long>((*teller)->told()),
                 static_cast<unsigned long long>(others));
  }
  unread.Warn();
  if (!capture.problem().empty()) {
    std::fprintf(stderr, "shakedown: warning: %s\n", capture.problem().c_str());
  }
  if (auto closed = (*teller)->Close(capture.problem()); !closed) return closed.error();
  return (*teller)->ExitCode();
}

std::vector<observe::Annotation> Annotate(OctetKind kind, ByteSpan octets, tls::Version version) {
  std::vector<observe::Annotation> annotations;
  observe::Annotator at(octets, &annotations);
  switch (kind) {
    case OctetKind::kRecords: observe::AnnotateRecords(at, &version); break;
    case OctetKind::kMessages: observe::AnnotateMessages(at, &version); break;
    default: observe::AnnotateDer(at); break;
  }
  return annotations;
}

/// Octets by octets. Whether all of them are well-formed.
Result<bool> DecodeRun(const ParsedOptions& options, const observe::OctetRun& run,
                       const std::string& heading, std::string* json) {
  if (run.octets.size() > kMaxOctets) {
    return Error(ErrorCode::kFormat,
                 "these are " + std::to_string(run.octets.size()) + " octets: too many to show");
  }
  const auto kind = ReadKind(options, run.octets);
  if (!kind) return kind.error();
  const auto version = ReadVersion(options);
  if (!version) return version.error();
  const auto color = ReadColor(options);
  if (!color) return color.error();
  const auto annotations = Annotate(*kind, run.octets, *version);
  bool good = true;
  for (const observe::Annotation& annotation : annotations) good = good && !annotation.wrong;
  *json = report::AnnotatedJson(observe::ToString(*kind), run.octets.size(), annotations);
  if (options.text("json") == "-" || options.verbosity < -1) return good;
  std::string title = heading + ": " + std::to_string(run.octets.size()) + " octets, " +
                      (run.label.empty() ? observe::ToString(*kind) : run.label.c_str());
  if (!good) title += ", malformed";
  std::printf("%s\n", title.c_str());
  if (options.verbosity == -1) return good;
  const report::AnnotatedOptions shown{options.verbosity > 0,
                                       report::UseColor(*color, STDOUT_FILENO)};
  std::fputs(report::AnnotatedText(run.octets, annotations, shown).c_str(), stdout);
  return good;
}

Result<int> Decode(const ParsedOptions& options) {
  std::string name;
  const auto content = ReadInput(options, &name);
  if (!content) return content.error();
  const bool capture = options.text("as") == "capture" ||
                       (!options.has("as") && observe::IsCapture(AsBytes(*content)));
  if (capture) return DecodeCapture(options, AsBytes(*content), name);
  auto input = observe::ReadOctets(*content);
  if (!input) return Error(ErrorCode::kFormat, "'" + Printable(name) + "' is empty");
  if (input->runs.size() == 1 && !options.has("as") && observe::IsCapture(input->runs[0].octets)) {
    return DecodeCapture(options, input->runs[0].octets, name);
  }
  std::string document;
  bool good = true;
  for (const observe::OctetRun& run : input->runs) {
    std::string json;
    const std::string heading = Printable(name) + " (" + observe::ToString(input->writing) + ")";
    const auto read = DecodeRun(options, run, heading, &json);
    if (!read) return Error(read.error()).AddContext("'" + Printable(name) + "'");
    good = good && *read;
    document += json + "\n";
  }
  if (options.has("json")) {
    if (auto written = WriteFile(options.text("json"), document); !written) return written.error();
  }
  return static_cast<int>(good ? kExitOk : kExitFailure);
}

}  // namespace

Manual DecodeManual() {
  const DecodeDeclaration declared;
  return {.usage = "decode [FILE] [options]",
          .about =
              "Reads a packet capture (PCAP or PCAPNG) and explains every TLS connection in it as "
              "'explain' would; or shows octet by octet what TLS records, handshake messages, "
              "distinguished names and certificates say. These may be binary, hex, base64 or PEM; "
              "without FILE, or with '-', they are read from standard input.",
          .examples = {"shakedown decode trace.pcapng --keylog keys.log",
                       "tcpdump -i any -w - 'port 8443' | shakedown decode -",
                       "echo 0d00000604010203... | shakedown decode --tls 1.2",
                       "shakedown decode client.pem"},
          .groups = {declared.input, declared.knowledge, declared.output},
          .notes = kExitCodes,
          .words = Words::kFiles};
}

int DecodeCommand(const Arguments& arguments) {
  const DecodeDeclaration declared;
  const auto options = ParseOptions(arguments, declared.all, "file");
  if (!options) return Fail(options.error());
  if (options->has("help")) return PrintHelp(DecodeManual());
  const auto code = Decode(*options);
  return code ? *code : Fail(code.error());
}

}  // namespace shakedown::cli
