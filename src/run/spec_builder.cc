#include "run/spec_builder.h"

#include <optional>
#include <string_view>
#include <utility>

#include "core/text.h"

namespace shakedown::run {
namespace {

using scenario::HandshakeModel;

/// Builds one spec, attribute group by attribute group; keeps the first error.
class SpecBuilder {
 public:
  SpecBuilder(const HandshakeModel& model, const attempt::HandshakeSpec& defaults)
      : model_(model), spec_(defaults) {}

  Result<attempt::HandshakeSpec> Build(const std::string& tls) {
    SetVersions(model_.tls.empty() ? tls : model_.tls);
    SetHello();
    SetRoute();
    SetSession();
    SetRequest();
    SetDamage();
    SetDamages();
    SetTimes();
    if (error_) return std::move(*error_);
    return std::move(spec_);
  }

 private:
  void Fail(std::string_view attribute, const std::string& value, std::string_view form) {
    if (error_) return;
    error_ = Error(ErrorCode::kSuite, "handshake: " + std::string(attribute) + "='" +
                                          Printable(value) + "' is not understood")
                 .WithHint("write it like " + std::string(form))
                 .At(model_.position);
  }
  /// What stands in a suite is the suite's mistake, whoever found it.
  void Fail(std::string_view attribute, const Error& found) {
    if (error_) return;
    error_ = Error(ErrorCode::kSuite, found.Line())
                 .AddContext("handshake: " + std::string(attribute))
                 .WithHint(found.hint())
                 .At(model_.position);
  }

  void SetVersions(const std::string& text) {
    if (text.empty() || attempt::SetVersions(text, &spec_)) return;
    Fail("tls", text, "1.3 or 1.2-1.3");
  }

  void SetHello() {
    if (model_.sni) spec_.sni = *model_.sni;
    if (!model_.alpn.empty()) {
      const std::vector<std::string_view> protocols = Words(model_.alpn);
      spec_.alpn.assign(protocols.begin(), protocols.end());
    }
    SetList(model_.groups, &spec_.groups);
    SetList(model_.signature_algorithms, &spec_.signature_algorithms);
    SetList(model_.ciphers, &spec_.ciphers);
    if (!model_.hello_padding.empty()) {
      spec_.hello_padding = attempt::ParseDamageNumber(model_.hello_padding).value_or(0);
    }
    spec_.plain = model_.plain;
    spec_.request_at_once = model_.request_at_once;
    if (model_.post_handshake_auth) spec_.offer_post_handshake_auth = true;
  }

  /// The library separates by colons; suites may use blanks as everywhere else.
  static void SetList(const std::string& text, std::string* list) {
    if (text.empty()) return;
    list->clear();
    for (const std::string_view word : Words(text)) {
      if (!list->empty()) *list += ':';
      *list += word;
    }
  }

  void SetRoute() {
    if (!model_.connect.empty()) {
      Result<attempt::Endpoint> endpoint = attempt::ParseEndpoint(model_.connect);
      if (!endpoint) return Fail("connect", endpoint.error());
      spec_.connect_to = std::move(*endpoint);
    }
    if (model_.via.empty()) return;
    Result<attempt::Path> path = attempt::ParsePath(model_.via);
    if (!path) return Fail("via", path.error());
    spec_.via = std::move(*path);
  }

  void SetSession() {
    spec_.extended_master_secret = model_.extended_master_secret;
    if (model_.ticket.empty()) return;
    using attempt::TicketForm;
    if (model_.ticket == "flipped") {
      spec_.ticket_form = TicketForm::kFlipped;
    } else if (model_.ticket == "truncated") {
      spec_.ticket_form = TicketForm::kTruncated;
    } else if (model_.ticket == "foreign") {
      spec_.ticket_form = TicketForm::kForeign;
    } else {
      Fail("ticket", model_.ticket, "flipped, truncated or foreign");
    }
  }

  void SetRequest() {
    spec_.early_data = model_.early_data;
    spec_.keep_first_session = model_.keep_first_session;
    spec_.record_padding = model_.record_padding;
    spec_.replayed = model_.replayed;
    spec_.listen_only = !model_.request;
    if (!model_.request) spec_.request.reset();
    if (!spec_.request) return;
    if (!model_.method.empty()) spec_.request->method = model_.method;
    if (!model_.path.empty()) spec_.request->path = model_.path;
    if (!model_.host.empty()) spec_.request->host = model_.host;
    if (!model_.request_target.empty()) spec_.request->target = model_.request_target;
    for (const auto& header : model_.headers) spec_.request->headers.push_back(Written(header));
    for (const auto& trailer : model_.trailers) {
      spec_.request->trailers.emplace_back(trailer.name, trailer.value);
    }
    spec_.pipeline = model_.pipeline;
    SetRenegotiation();
    for (const auto& further : model_.further_requests) {
      attempt::HttpRequest& request = spec_.further_requests.emplace_back(*spec_.request);
      if (!further.method.empty()) request.method = further.method;
      if (!further.path.empty()) request.path = further.path;
      if (!further.host.empty()) request.host = further.host;
    }
  }

  void SetRenegotiation() {
    if (!model_.renegotiation) return;
    const scenario::RenegotiationModel& model = *model_.renegotiation;
    attempt::Renegotiation& wanted = spec_.renegotiation.emplace();
    using Presents = attempt::Renegotiation::Presents;
    if (!model.identity.empty()) {
      wanted.presents = model.identity == "none" ? Presents::kNothing : Presents::kOther;
    }
    wanted.sni = model.sni;
    // A single digit: the format allows no more.
    if (!model.after.empty()) wanted.after = static_cast<size_t>(model.after.front() - '0');
  }

  /// A header in the form that is asked for.
  static std::pair<std::string, std::string> Written(const scenario::FieldModel& header) {
    std::pair<std::string, std::string> field(header.name, header.value);
    if (header.form == "blank-before-colon") field.first += ' ';
    if (header.form == "tab-before-colon") field.first += '\t';
    if (header.form == "folded") field.second.insert(0, "\r\n ");
    if (header.form == "unicode-dash") {
      constexpr std::string_view kDash = "\xE2\x80\x90";
      for (size_t at = 0; (at = field.first.find('-', at)) != std::string::npos;) {
        field.first.replace(at, 1, kDash);
      }
    }
    return field;
  }

  void SetDamage() {
    if (model_.damage.empty()) return;
    if (model_.damage == "wrong-key") {
      spec_.damage.push_back(attempt::WrongKey());
    } else if (model_.damage == "split-client-hello") {
      spec_.damage.push_back(attempt::SplitClientHello());
    } else {
      Fail("damage", model_.damage, "wrong-key or split-client-hello");
    }
  }

  /// Checked by the loader already, but for what variables brought in.
  void SetDamages() {
    for (const scenario::DamageModel& model : model_.damages) {
      const auto message = attempt::DamageMessageFromName(model.message);
      const auto operation = attempt::DamageOperationFromName(model.operation);
      if (!message || !operation) return Fail("damage", model.message, "the suite format says");
      attempt::Damage damage{*message, *operation, model.argument};
      damage.when = attempt::DamageTimeFromName(model.when).value_or(damage.when);
      if (const auto problem = attempt::DamageProblem(damage)) {
        if (!error_) error_ = Error(ErrorCode::kSuite, "damage: " + *problem).At(model.position);
        return;
      }
      spec_.damage.push_back(std::move(damage));
    }
  }

  void SetTimes() {
    const Milliseconds before_connect =
        Wait("pause-before-connect", model_.pause_before_connect, Milliseconds(0));
    const Milliseconds before_request =
        Wait("pause-before-request", model_.pause_before_request, Milliseconds(0));
    const Milliseconds total = Wait("timeout", model_.timeout, spec_.timeouts.total);
    if (total != spec_.timeouts.total) spec_.timeouts = attempt::TimeoutsWithin(total);
    spec_.pause_before_certificate =
        Wait("pause-before-certificate", model_.pause_before_certificate, Milliseconds(0));
    spec_.pause_between_octets =
        Wait("pause-between-octets", model_.pause_between_octets, Milliseconds(0));
    spec_.pause_before_connect = before_connect;
    spec_.pause_before_request = before_request;
    // A pause is asked for; it must not use up the time in which the peer has to answer.
    spec_.timeouts.total += before_connect + before_request + spec_.pause_before_certificate;
    spec_.timeouts.handshake += spec_.pause_before_certificate;
    if (spec_.pause_between_octets.count() > 0) spec_.timeouts.handshake = spec_.timeouts.total;
  }

  Milliseconds Wait(std::string_view attribute, const std::string& text, Milliseconds otherwise) {
    if (text.empty()) return otherwise;
    const std::optional<Milliseconds> duration = ParseDuration(text);
    if (duration && duration->count() >= 0) return *duration;
    Fail(attribute, text, "500ms or 2s");
    return otherwise;
  }

  const HandshakeModel& model_;
  attempt::HandshakeSpec spec_;
  std::optional<Error> error_;
};

}  // namespace

Result<attempt::HandshakeSpec> BuildSpec(const HandshakeModel& handshake, const std::string& tls,
                                         const attempt::HandshakeSpec& defaults) {
  return SpecBuilder(handshake, defaults).Build(tls);
}

}  // namespace shakedown::run
