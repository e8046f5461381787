#include "run/hooked_target.h"

#include <openssl/pem.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "core/file.h"
#include "core/text.h"
#include "run/serve_driver.h"

namespace shakedown::run {
namespace {

constexpr size_t kShownOutput = 400;

/// A file that is no PEM at all.
constexpr const char* kGarbage = "this is not a certificate\n";

/// The end of what a hook wrote, on one line.
std::string LastWords(std::string_view output) {
  std::string text(Trimmed(output));
  std::replace(text.begin(), text.end(), '\n', ' ');
  if (text.size() > kShownOutput) text = "... " + text.substr(text.size() - kShownOutput);
  return Printable(text);
}

std::string PemOf(const std::vector<pki::AuthorityPtr>& authorities) {
  const ossl::BioPtr sink(BIO_new(BIO_s_mem()));
  for (const pki::AuthorityPtr& authority : authorities) {
    if (sink != nullptr) PEM_write_bio_X509(sink.get(), authority->certificate.get());
  }
  char* data = nullptr;
  const long octets = sink == nullptr ? 0 : BIO_get_mem_data(sink.get(), &data);
  return octets > 0 ? std::string(data, static_cast<size_t>(octets)) : std::string();
}

}  // namespace

const std::vector<std::string>& HookNames() {
  static const std::vector<std::string> names = {"trust", "crl", "policy"};
  return names;
}

Result<std::unique_ptr<ServerChanger>> HookedTarget::Begin(HookSetting setting) {
  std::unique_ptr<HookedTarget> target(new HookedTarget(std::move(setting)));
  std::error_code ignored;
  std::string pattern =
      (std::filesystem::temp_directory_path(ignored) / "shakedown-hook-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    return Error(ErrorCode::kFileWrite, "no temporary folder can be made for hooks")
        .WithHint("check that TMPDIR names a folder that can be written");
  }
  target->folder_ = std::move(pattern);
  return std::unique_ptr<ServerChanger>(std::move(target));
}

HookedTarget::~HookedTarget() {
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::string HookedTarget::NextFile(const char* kind) {
  return folder_ + "/" + kind + "-" + std::to_string(++files_) + ".pem";
}

Result<void> HookedTarget::Call(const std::string& name, const std::string& state,
                                const std::string& file) {
  const auto command = setting_.commands->find(name);
  if (command == setting_.commands->end()) {
    return Error(ErrorCode::kUsage, "the case changes the server's " + name)
        .WithHint("give --hook " + name + "=COMMAND");
  }
  called_[name] = true;
  const DriveEnvironment environment = {{"SHAKEDOWN_CHANGE", name},
                                        {"SHAKEDOWN_STATE", state},
                                        {"SHAKEDOWN_FILE", file},
                                        {"SHAKEDOWN_CASE", setting_.case_id},
                                        {"SHAKEDOWN_TARGET", setting_.target}};
  // Who interrupts the run still wants the server as it was.
  static const std::atomic<int> never{0};
  const Result<DriveEnd> end = Drive(command->second, environment, Deadline::After(kHookLimit),
                                     restoring_ ? never : *setting_.interrupt);
  if (!end) return end.error();
  if (end->exit_code == 0) return {};
  std::string how = "was ended by a signal";
  if (end->timed_out) how = "did not end within " + std::to_string(kHookLimit.count()) + " ms";
  if (end->exit_code) how = "ended with code " + std::to_string(*end->exit_code);
  Error error(ErrorCode::kUsage, "the hook '" + name + "' " + how + " for state '" + state + "'");
  const std::string words = LastWords(end->output);
  if (words.empty()) return error;
  return std::move(error).WithHint("it said: " + words);
}

Result<void> HookedTarget::ChangeTrust() {
  const std::string file = NextFile("trust");
  std::string text = kGarbage;
  if (state_.trust != "garbage") {
    const auto trusted = setting_.material->Trusted(state_.trust);
    if (!trusted) return trusted.error();
    text = PemOf(*trusted);
  }
  // A file that is missing is one that was never written.
  if (state_.trust != "missing") {
    if (Result<void> written = WriteFile(file, text); !written) return written;
  }
  return Call("trust", state_.trust, file);
}

Result<void> HookedTarget::ChangeLists() {
  const auto lists = setting_.material->Lists(state_);
  if (!lists) return lists.error();
  std::vector<X509_CRL*> crls;
  for (const ossl::CrlPtr& list : *lists) crls.push_back(list.get());
  const std::string file = NextFile("crl");
  if (Result<void> written = pki::WriteCrl(file, crls); !written) return written;
  return Call("crl", state_.crl, file);
}

Result<void> HookedTarget::Change(const scenario::ChangeModel& change) {
  state_.Apply(change);
  if (!change.trust.empty()) {
    if (Result<void> done = ChangeTrust(); !done) return done;
  }
  if (!change.crl.empty()) {
    if (Result<void> done = ChangeLists(); !done) return done;
  }
  return change.policy.empty() ? Result<void>() : Call("policy", change.policy, "");
}

Result<void> HookedTarget::Restore() {
  restoring_ = true;
  scenario::ChangeModel start;
  if (called_.contains("trust")) start.trust = "trusted";
  if (called_.contains("crl")) start.crl = "current";
  if (called_.contains("policy")) start.policy = "required";
  return Change(start);
}

}  // namespace shakedown::run
