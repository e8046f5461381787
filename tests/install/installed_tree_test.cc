// What `cmake --install` and `cpack` make, used as a stranger would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/file.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;

constexpr Milliseconds kLimit{100'000};

ProgramResult Succeeds(const std::vector<std::string>& words) {
  const ProgramResult result = RunProgram(words, {}, {}, kLimit);
  EXPECT_EQ(result.exit_code, 0) << words[0] << " " << words[1] << "\n" << result.out << result.err;
  return result;
}

bool Exists(const std::string& path) { return std::filesystem::exists(path); }

TEST(InstalledTree, RunsTheShippedSuitesAndHasItsManual) {
  const TemporaryFolder folder;
  Succeeds({"cmake", "--install", SHAKEDOWN_BUILD_DIR, "--component", "runtime", "--prefix",
            folder.path()});
  const std::string program = folder.File("bin/shakedown");
  const ProgramResult run =
      Succeeds({program, "run", "--tag", "smoke", "--no-reports", "--color", "never"});
  EXPECT_THAT(run.out + run.err, HasSubstr(" passed"));
  EXPECT_TRUE(Exists(folder.File("share/man/man1/shakedown.1")));
  EXPECT_TRUE(Exists(folder.File("share/bash-completion/completions/shakedown")));
  EXPECT_TRUE(Exists(folder.File("share/zsh/vendor-completions/_shakedown")));
  EXPECT_TRUE(Exists(folder.File("share/fish/vendor_completions.d/shakedown.fish")));
  EXPECT_TRUE(Exists(folder.File("share/shakedown/scenarios/suite.xsd")));
}

// find_package(shakedown) from a project that has nothing but the installed tree.
TEST(InstalledTree, GivesItsLibrariesToOtherPrograms) {
  const TemporaryFolder folder;
  const std::string prefix = folder.File("prefix");
  Succeeds({"cmake", "--install", SHAKEDOWN_BUILD_DIR, "--prefix", prefix});
  const std::string build = folder.File("build");
  Succeeds({"cmake", "-S", SHAKEDOWN_SOURCE_DIR "/examples/embed", "-B", build, "-G", "Ninja",
            "-DCMAKE_PREFIX_PATH=" + prefix, "-DCMAKE_CXX_COMPILER=" SHAKEDOWN_COMPILER,
            "-DCMAKE_CXX_FLAGS=" SHAKEDOWN_COMPILE_FLAGS,
            "-DCMAKE_EXE_LINKER_FLAGS=" SHAKEDOWN_LINK_FLAGS});
  Succeeds({"cmake", "--build", build});
  Succeeds({prefix + "/bin/shakedown", "mint", folder.File("pki")});
  const ProgramResult why = RunProgram({build + "/why", "https://127.0.0.1:1/",
                                        folder.File("pki/good.pem"), folder.File("pki/good.key")},
                                       {}, {}, kLimit);
  EXPECT_EQ(why.exit_code, 1) << why.err;
  EXPECT_THAT(why.out, HasSubstr("path.unreachable")) << why.err;
}

TEST(DebianPackage, HoldsTheProgramAndNamesWhatItNeeds) {
  const TemporaryFolder folder;
  Succeeds({"cpack", "-G", "DEB", "--config", SHAKEDOWN_BUILD_DIR "/CPackConfig.cmake", "-B",
            folder.path(), "-D", "CPACK_COMPONENTS_ALL=runtime"});
  std::string package;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().extension() == ".deb") package = entry.path();
  }
  ASSERT_FALSE(package.empty());
  const std::string facts = Succeeds({"dpkg-deb", "--info", package}).out;
  EXPECT_THAT(facts, HasSubstr("Package: shakedown"));
  EXPECT_THAT(facts, HasSubstr("libssl3"));
  EXPECT_THAT(facts, HasSubstr("libnghttp2"));
  Succeeds({"dpkg-deb", "--extract", package, folder.File("root")});
  const ProgramResult run = Succeeds({folder.File("root/usr/bin/shakedown"), "run", "--tag",
                                      "smoke", "--no-reports", "--color", "never"});
  EXPECT_THAT(run.out + run.err, HasSubstr(" passed"));
  EXPECT_THAT(run.out + run.err, Not(HasSubstr(" failed")));
}

}  // namespace
}  // namespace shakedown
