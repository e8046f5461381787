#include "run/target_settings.h"

#include <filesystem>
#include <utility>

#include "pki/token.h"
#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using scenario::SuiteModel;
using scenario::Variables;

const std::string& FirstGiven(const std::string& command_line, const std::string& suite) {
  return command_line.empty() ? suite : command_line;
}

Result<void> CheckAuthorityPair(const TargetSettings& settings) {
  if (settings.ca_cert.empty() == settings.ca_key.empty()) return {};
  const bool has_certificate = !settings.ca_cert.empty();
  return Error(ErrorCode::kUsage, has_certificate ? "a CA certificate is given without its key"
                                                  : "a CA key is given without its certificate")
      .WithHint("give both --ca-cert and --ca-key, so that identities can be minted below the CA");
}

}  // namespace

std::string BesideSuite(const SuiteModel& suite, const std::string& path) {
  if (path.empty() || pki::IsTokenUri(path)) return path;
  const std::filesystem::path given(path);
  if (given.is_absolute()) return path;
  return (std::filesystem::path(suite.file).parent_path() / given).string();
}

std::string PassphraseBesideSuite(const SuiteModel& suite, const std::string& source) {
  constexpr std::string_view kFile = "file:";
  if (!source.starts_with(kFile)) return source;
  return std::string(kFile) + BesideSuite(suite, source.substr(kFile.size()));
}

Result<TargetSettings> ResolveTarget(const SuiteModel& suite, const TargetOptions& options,
                                     const Variables& variables) {
  Result<scenario::TargetModel> model = scenario::Substituted(suite.target, variables);
  if (!model) return std::move(model).error();
  const std::string& url = FirstGiven(options.url, model->url);
  TargetSettings settings;
  settings.built_in = url.empty();
  settings.canary = FirstGiven(options.canary, settings.built_in ? "" : model->canary);
  if (settings.built_in) return settings;
  Result<attempt::Target> target = attempt::ParseTarget(
      url, FirstGiven(options.starttls, options.url.empty() ? model->starttls : ""));
  if (!target) {
    Error error = std::move(target).error();
    return options.url.empty() ? std::move(error).At(model->position) : error;
  }
  settings.target = std::move(*target);
  const auto file = [&suite](const std::string& given, const std::string& in_suite) {
    return given.empty() ? BesideSuite(suite, in_suite) : given;
  };
  settings.server_ca = file(options.server_ca, model->server_ca);
  settings.client_ca = file(options.client_ca, model->client_ca);
  settings.crl = file(options.crl, model->crl);
  settings.ca_cert = file(options.ca_cert, model->ca_cert);
  settings.ca_key = file(options.ca_key, model->ca_key);
  settings.ca_pass =
      options.ca_pass.empty() ? PassphraseBesideSuite(suite, model->ca_pass) : options.ca_pass;
  if (Result<void> pair = CheckAuthorityPair(settings); !pair) return pair.error();
  return settings;
}

}  // namespace shakedown::run
