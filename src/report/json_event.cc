#include "report/json_event.h"

#include <fmt/format.h>

#include <optional>

#include "core/text.h"

namespace shakedown::report {
namespace {

using attempt::Side;

/// One method per kind of event; each writes the fields after "t_ms".
class EventWriter {
 public:
  explicit EventWriter(JsonWriter& json) : json_(json) {}

  void operator()(const attempt::Connected& e) {
    What("connected");
    Detail(fmt::format("{} port {}", e.address, e.port));
  }
  void operator()(const attempt::ConnectFailed& e) {
    What("connect failed");
    Detail(e.address.empty() ? e.detail : fmt::format("{}: {}", e.address, e.detail));
  }
  void operator()(const attempt::ProxyReply& e) {
    if (e.stage == attempt::ProxyReply::Stage::kPreamble) {
      What(e.opened ? "PROXY protocol header sent" : "PROXY protocol header not sent");
    } else {
      What(e.opened ? "proxy opened the tunnel" : "proxy refused the tunnel");
    }
    const std::string status = std::to_string(e.status);
    const bool said = e.status == 0 || e.reason.find(status) != std::string::npos;
    std::string detail = said ? e.reason : fmt::format("{} {}", status, e.reason);
    if (!e.name.empty()) detail = e.name + ": " + detail;
    if (!e.detail.empty()) detail += "; " + e.detail;
    Detail(detail);
  }
  void operator()(const attempt::Record& e) {
    From(e.from);
    What("record " + tls::Name(e.type));
    Octets(e.length);
  }
  void operator()(const attempt::Message& e) {
    From(e.from);
    const auto* hello = std::get_if<tls::ServerHello>(&e.body);
    const bool retry = hello != nullptr && hello->hello_retry_request;
    What(retry ? "HelloRetryRequest" : tls::Name(e.type));
    Octets(e.raw.size());
    if (!e.errors.empty()) Detail(e.errors.front().Text());
  }
  void operator()(const attempt::AlertSeen& e) {
    From(e.from);
    What("alert " + tls::Name(e.description));
    Detail(fmt::format("{}, {}", tls::Name(e.level), attempt::ToString(e.phase)));
  }
  void operator()(const attempt::HandshakeReturned& e) {
    What(e.ok ? "handshake complete" : "handshake failed");
    if (!e.ok && e.reason != 0) Detail(fmt::format("library {}, reason {}", e.library, e.reason));
    if (e.early_data) Detail(*e.early_data ? "early data taken" : "early data not taken");
  }
  void operator()(const attempt::ServerChecked& e) {
    What("server certificate checked");
    Detail(e.problem);
  }
  void operator()(const attempt::RequestSent& e) {
    From(Side::kClient);
    What("request");
    Octets(e.octets);
    if (!e.complete) {
      Detail("cut off: the peer closed");
    } else if (e.early) {
      Detail("as early data");
    } else if (e.stream != 0) {
      Detail(fmt::format("HTTP/2 stream {}", e.stream));
    }
  }
  void operator()(const attempt::HttpReply& e) {
    From(Side::kServer);
    What(fmt::format("HTTP {}", e.status));
    Detail(e.title.empty() ? e.reason : e.title);
  }
  void operator()(const attempt::NotTls& e) {
    From(Side::kServer);
    What("not TLS");
    Detail(Printable(AsText(e.first)));
  }
  void operator()(const attempt::PeerClosed& e) {
    From(Side::kServer);
    What("closed");
    Detail(fmt::format("{}, {}", attempt::ToString(e.how), attempt::ToString(e.phase)));
  }
  void operator()(const attempt::DeadlineHit& e) {
    What("deadline");
    Detail(fmt::format("{} after {}", attempt::ToString(e.wait), FormatDuration(e.limit)));
  }
  void operator()(const attempt::QuietAfterFinished& e) {
    What("quiet after Finished");
    Detail(FormatDuration(e.listened));
  }
  void operator()(const attempt::DialogueLine& e) {
    From(e.from);
    What("line before TLS");
    Detail(e.text);
  }
  void operator()(const attempt::StarttlsFailed& e) {
    What(fmt::format("STARTTLS {}", attempt::ToString(e.reason)));
    Detail(e.reply.empty() ? e.protocol : fmt::format("{}: {}", e.protocol, e.reply));
  }
  void operator()(const attempt::ApplicationReply& e) {
    From(Side::kServer);
    What(e.code.empty() ? e.protocol : fmt::format("{} {}", e.protocol, e.code));
    Detail(fmt::format("{}: {}", attempt::ToString(e.meaning), e.text));
  }
  void operator()(const attempt::StreamReset& e) {
    From(e.from);
    What("HTTP/2 stream reset");
    Detail(fmt::format("{}, stream {}", attempt::Name(e.code), e.stream));
  }
  void operator()(const attempt::GoAway& e) {
    From(e.from);
    What("HTTP/2 GOAWAY");
    Detail(attempt::Name(e.code) + (e.debug.empty() ? "" : ": " + e.debug));
  }
  void operator()(const attempt::Damaged& e) {
    From(Side::kClient);
    What("deliberate damage");
    Detail(e.what);
  }
  void operator()(const attempt::Renegotiated& e) {
    From(Side::kClient);
    What("renegotiation");
    Detail(attempt::ToString(e.how));
  }
  void operator()(const attempt::EarlyDataSent& e) {
    From(Side::kClient);
    What("early data");
    Octets(e.octets);
  }

 private:
  void From(Side side) { json_.Field("from", attempt::ToString(side)); }
  void What(std::string_view what) { json_.Field("what", what); }
  void Octets(size_t octets) { json_.Key("bytes").Unsigned(octets); }
  void Detail(std::string_view detail) { json_.KnownField("detail", detail); }

  JsonWriter& json_;
};

}  // namespace

void WriteEvent(const attempt::Event& event, JsonWriter& json) {
  json.BeginObject().Key("t_ms").MillisecondsOf(event.at.count());
  std::visit(EventWriter(json), event.body);
  json.EndObject();
}

}  // namespace shakedown::report
